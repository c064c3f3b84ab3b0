package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.WorkerLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a job is heard: in its own log, in the worker's log, and in the log file. */
final class JobVoice {
    /** The feed from the log file's side leaves this logger out, or each line would be there twice. */
    static final String LOGGER = "dev.atelier.job";

    static final String MDC_KEY = "jobId";
    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final WorkerLog log;

    JobVoice(WorkerLog log) {
        this.log = log;
    }

    void say(WorkerLog.Level level, String category, String message, String jobId) {
        log.append(level, category, message, jobId);
        switch (level) {
            case ERROR -> LOG.atError().addKeyValue(MDC_KEY, jobId).log(message);
            case WARN -> LOG.atWarn().addKeyValue(MDC_KEY, jobId).log(message);
            case INFO -> LOG.atInfo().addKeyValue(MDC_KEY, jobId).log(message);
        }
    }
}
