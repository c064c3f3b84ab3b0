package dev.atelier.engine.agent.server;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait after each failure in a row: longer each time, up to a limit, and never all workers at once. */
final class Backoff {
    private static final long FIRST_MS = 1_000;
    private static final long MOST_MS = 60_000;
    private static final int DOUBLINGS = 6;

    private final DoubleSupplier random;
    private int failures;

    /** @param random from 0 to 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    Duration failed() {
        long longest = Math.min(MOST_MS, FIRST_MS << Math.min(failures, DOUBLINGS));
        failures++;
        return Duration.ofMillis(Math.round(longest * random.getAsDouble()));
    }

    void succeeded() {
        failures = 0;
    }
}
