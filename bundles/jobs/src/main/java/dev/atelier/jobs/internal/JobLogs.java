package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.WorkerLog;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log of each of the newest jobs. */
final class JobLogs {
    static final int JOBS = 128;
    static final int LINES = 400;

    private final Map<String, Log> logs = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Log> eldest) {
            return size() > JOBS;
        }
    };

    /** A job's log as it is now. */
    record View(List<WorkerLog.Entry> lines, long dropped) {}

    private static final class Log {
        final ArrayDeque<WorkerLog.Entry> lines = new ArrayDeque<>();
        long dropped;
    }

    synchronized void open(String jobId) {
        logs.remove(jobId); // a job that comes again is the newest, with a log of its own
        logs.put(jobId, new Log());
    }

    /** The job was not taken on after all. */
    synchronized void forget(String jobId) {
        logs.remove(jobId);
    }

    synchronized void append(WorkerLog.Entry line) {
        @Nullable Log log = logs.get(line.jobId());
        if (log == null) {
            return;
        }
        if (log.lines.size() == LINES) {
            log.lines.removeFirst();
            log.dropped++;
        }
        log.lines.addLast(line);
    }

    synchronized Optional<View> of(String jobId) {
        return Optional.ofNullable(logs.get(jobId)).map(log -> new View(List.copyOf(log.lines), log.dropped));
    }
}
