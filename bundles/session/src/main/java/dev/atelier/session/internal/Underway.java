package dev.atelier.session.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
        private final CompletableFuture<Void> over = new CompletableFuture<>();
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

    void end(String jobId, Entry entry) {
        synchronized (this) {
            jobs.remove(jobId, entry);
            lastEnd = nanos.getAsLong();
        }
        entry.over.complete(null);
    }

    /** The job heartbeats name: the oldest one. */
    synchronized @Nullable String current() {
        return jobs.isEmpty() ? null : jobs.keySet().iterator().next();
    }

    /**
     * Completes when a job is over whose result the studio already has, or is complete when one has ended just now: the
     * studio's next offer races with our own tidying up, so that it is worth a moment of waiting. One still under way
     * comes first, or the end of the job before it would be taken for its own.
     */
    synchronized Optional<CompletableFuture<Void>> settling() {
        Optional<CompletableFuture<Void>> handedOver = jobs.values().stream()
                .filter(entry -> entry.handedOver)
                .map(entry -> entry.over.copy())
                .findFirst();
        Long end = lastEnd;
        return handedOver.isEmpty() && end != null && nanos.getAsLong() - end < JUST_NOW
                ? Optional.of(CompletableFuture.completedFuture(null))
                : handedOver;
    }
}
