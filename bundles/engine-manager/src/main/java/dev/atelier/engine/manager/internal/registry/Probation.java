package dev.atelier.engine.manager.internal.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Watches how a new version does, until its time is over or its error rate says that it must go. */
public final class Probation {
    private final Clock clock;
    private final Instant until;
    private final int percent;
    private final int minJobs;
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private int jobs;
    private int faults;

    public Probation(Clock clock, Instant until, int percent, int minJobs) {
        this.clock = clock;
        this.until = until;
        this.percent = percent;
        this.minJobs = minJobs;
    }

    public Instant until() {
        return until;
    }

    public boolean over() {
        return clock.instant().isAfter(until);
    }

    /** Calls with the reason when the version fails, at once if it has; from the thread that reports: be quick. */
    @SuppressWarnings("FutureReturnValueIgnored") // the action is the whole purpose
    public void whenFailed(Consumer<String> action) {
        failed.thenAccept(action);
    }

    void told(boolean engineFault) {
        if (over()) {
            return;
        }
        String verdict = null;
        synchronized (this) {
            jobs++;
            faults += engineFault ? 1 : 0;
            if (jobs >= minJobs && faults * 100L > (long) percent * jobs) {
                verdict = faults + " of its first " + jobs + " jobs failed, more than " + percent + " % allowed";
            }
        }
        if (verdict != null) {
            failed.complete(verdict);
        }
    }
}
