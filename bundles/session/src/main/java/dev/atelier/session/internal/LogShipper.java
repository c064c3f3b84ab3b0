package dev.atelier.session.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.wire.api.LogEntry;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends the worker's log to the studio in batches: at once after the welcome, then as lines come, not too often. */
final class LogShipper {
    private final ShipQueue queue = new ShipQueue();
    private final WorkerLog log;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private WorkerLog.@Nullable Following following;
    private @Nullable Link link;
    private Duration pause = Duration.ofSeconds(1);
    private boolean armed;

    LogShipper(WorkerLog log, Clock clock) {
        this(log, clock, new ScheduledThreadPoolExecutor(1, Threads.named("session-log")));
    }

    LogShipper(WorkerLog log, Clock clock, ScheduledExecutorService thread) {
        this.log = log;
        this.clock = clock;
        this.thread = thread;
    }

    /**
     * From now on lines are collected for this studio; not before, since a worker without one has nobody to send them
     * to. Lines meant for the one before are not for this one.
     */
    void anotherStudio() {
        synchronized (this) {
            if (following != null) {
                queue.clear();
                return;
            }
        }
        // Outside the lock: the log holds its own while it calls back.
        WorkerLog.Following made = log.follow(this::appended);
        synchronized (this) {
            following = made;
        }
    }

    synchronized void begin(Link to, Duration atMostEvery) {
        link = to;
        pause = atMostEvery;
        armed = false;
        arm(Duration.ZERO);
    }

    synchronized void end() {
        link = null;
    }

    long dropped() {
        return queue.dropped();
    }

    boolean stop(Duration grace) {
        WorkerLog.Following made;
        synchronized (this) {
            made = following;
            link = null;
        }
        if (made != null) {
            made.close();
        }
        thread.shutdownNow();
        return Threads.stop(thread, grace);
    }

    private void appended(WorkerLog.Entry entry) {
        queue.add(
                new LogEntry(entry.at(), level(entry.level()), entry.category(), entry.message(), entry.jobId()),
                clock.instant());
        synchronized (this) {
            arm(pause);
        }
    }

    /** Lines that come within the pause share a batch. Called with the lock held. */
    private void arm(Duration delay) {
        if (link == null || armed || queue.isEmpty()) {
            return;
        }
        try {
            var unused = thread.schedule(this::flush, delay.toMillis(), TimeUnit.MILLISECONDS);
            armed = true;
        } catch (RejectedExecutionException e) {
            armed = false; // stopping
        }
    }

    private void flush() {
        Link to;
        synchronized (this) {
            armed = false;
            to = link;
        }
        if (to == null) {
            return;
        }
        boolean sent = to.congested() || send(to);
        synchronized (this) {
            if (sent && link == to) {
                arm(pause);
            }
        }
    }

    private boolean send(Link to) {
        List<LogEntry> batch = queue.drain();
        if (batch.isEmpty() || to.send(new WorkerFrame.LogBatch(batch))) {
            return true;
        }
        queue.putBack(batch);
        return false;
    }

    private static LogEntry.Level level(WorkerLog.Level level) {
        return switch (level) {
            case INFO -> LogEntry.Level.INFO;
            case WARN -> LogEntry.Level.WARN;
            case ERROR -> LogEntry.Level.ERROR;
        };
    }
}
