package dev.atelier.itests;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** What customers and workers of a studio have seen happen to its jobs, as it happened. */
final class JobHistory {
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    /** What there is to see. */
    enum What {
        /** The studio has told the customer that it has the job. */
        ORDERED,
        OFFERED,
        /** The worker has sent its result off. */
        REPORTED,
        /** The studio has told the worker that it has the result. */
        STORED,
        /** The worker works on it no longer, or has lost the session in which it was to report. */
        GIVEN_UP,
        /** The customer has fetched the result. */
        FOUND
    }

    /** @param by the customer's order or the worker's attempt */
    record Event(long nanos, What what, String jobId, String by) {}

    void add(What what, String jobId, String by) {
        events.add(new Event(System.nanoTime(), what, jobId, by));
        size.incrementAndGet();
    }

    /** Something that may not happen, whatever becomes of the job. */
    void trouble(String what) {
        troubles.add(what);
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    List<String> troubles() {
        return List.copyOf(troubles);
    }

    int size() {
        return size.get();
    }

    long count(What what) {
        return events.stream().filter(event -> event.what() == what).count();
    }

    /** Waits until so much more has happened. */
    void awaitMore(int count) {
        int enough = size.get() + count;
        Awaitility.await("more to happen")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> size.get() >= enough);
    }

    Event await(What what, String jobId) {
        return Awaitility.await(jobId + " " + what)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> first(what, jobId), event -> event != null);
    }

    private Event first(What what, String jobId) {
        return events.stream()
                .filter(event -> event.what() == what && event.jobId().equals(jobId))
                .findFirst()
                .orElse(null);
    }
}
