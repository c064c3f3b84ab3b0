package dev.atelier.session.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The studio's jobs this worker has accepted and not finished with, whichever session they came in. */
final class Underway {
    private static final long JUST_NOW = Duration.ofSeconds(1).toNanos();

    private final Map<String, Entry> jobs = new LinkedHashMap<>();
    private final LongSupplier nanos;
    private @Nullable Long lastEnd;

    /** One of them. */
    static final class Entry {
        private volatile boolean handedOver;

        /** The studio has what it needs to offer the next job, though this one is not quite over here. */
        void handedOver() {
            handedOver = true;
        }
    }

    Underway() {
        this(System::nanoTime);
    }

    Underway(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized Entry begin(String jobId) {
        Entry entry = new Entry();
        jobs.put(jobId, entry);
        return entry;
    }

    synchronized void end(String jobId, Entry entry) {
        jobs.remove(jobId, entry);
        lastEnd = nanos.getAsLong();
    }

    /** The job heartbeats name: the oldest one. */
    synchronized @Nullable String current() {
        return jobs.isEmpty() ? null : jobs.keySet().iterator().next();
    }

    /**
     * Whether the studio has the result of a job that is not quite over, or one has ended just now: the studio's next
     * offer races with our own tidying up, so that it is worth a moment of waiting.
     */
    synchronized boolean settling() {
        Long end = lastEnd;
        return jobs.values().stream().anyMatch(entry -> entry.handedOver)
                || (end != null && nanos.getAsLong() - end < JUST_NOW);
    }
}
