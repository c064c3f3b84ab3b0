package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.WorkerLog;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.MDC;

/** Brings what every bundle logs into the worker's log. */
@Component(service = {})
public final class OsgiLogFeed implements LogListener {
    private final WorkerLog log;
    /** A line may make its readers log; that line is left out, or the two would go on for ever. */
    private final ThreadLocal<Boolean> within = ThreadLocal.withInitial(() -> false);

    @Activate
    public OsgiLogFeed(@Reference(name = "log") WorkerLog log) {
        this.log = log;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindReader(LogReaderService reader) {
        reader.addLogListener(this);
    }

    void unbindReader(LogReaderService reader) {
        reader.removeLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        WorkerLog.Level level = level(entry.getLogLevel());
        String logger = entry.getLoggerName();
        // What jobs say of themselves is in the log already; see JobVoice.
        if (level == null || JobVoice.LOGGER.equals(logger) || within.get()) {
            return;
        }
        // Pax Logging calls from the thread that logs, so the job is still known there.
        within.set(true);
        try {
            log.append(level, category(logger), String.valueOf(entry.getMessage()), MDC.get(JobVoice.MDC_KEY));
        } finally {
            within.remove();
        }
    }

    private static WorkerLog.@Nullable Level level(@Nullable LogLevel level) {
        if (level == null) {
            return null;
        }
        return switch (level) {
            case ERROR -> WorkerLog.Level.ERROR;
            case WARN -> WorkerLog.Level.WARN;
            case INFO, AUDIT -> WorkerLog.Level.INFO;
            default -> null;
        };
    }

    private static String category(@Nullable String logger) {
        return logger == null || logger.isEmpty() ? "system" : logger.substring(logger.lastIndexOf('.') + 1);
    }
}
