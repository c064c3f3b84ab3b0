package dev.atelier.fleet.internal.remote;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Leaves a runtime alone for a while that could not be reached several times in a row; then lets one call try. */
final class Breaker {
    static final int FAILURES = 3;
    static final Duration PAUSE = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private int failures;
    private long until;
    private boolean trying;

    Breaker(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whoever is let through tells how it went. */
    synchronized boolean admits() {
        if (failures < FAILURES) {
            return true;
        }
        if (trying || nanos.getAsLong() - until < 0) {
            return false;
        }
        trying = true;
        return true;
    }

    /** @return whether it could not be reached before */
    synchronized boolean reached() {
        boolean news = failures > 0;
        failures = 0;
        trying = false;
        return news;
    }

    /** @return whether it could be reached before */
    synchronized boolean missed() {
        boolean news = failures == 0;
        trying = false;
        failures = Math.min(failures + 1, FAILURES);
        if (failures == FAILURES) {
            until = nanos.getAsLong() + PAUSE.toNanos();
        }
        return news;
    }

    /** Whoever was let through did not try after all. */
    synchronized void abandoned() {
        trying = false;
    }

    synchronized boolean open() {
        return failures == FAILURES;
    }
}
