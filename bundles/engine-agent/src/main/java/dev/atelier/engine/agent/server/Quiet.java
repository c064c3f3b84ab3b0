package dev.atelier.engine.agent.server;

import java.time.Duration;

/** The time for which a server wants to be left alone. For one thread. */
final class Quiet {
    private long until = System.nanoTime();

    void keep(Duration time) {
        until = System.nanoTime() + time.toNanos();
    }

    /** Zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }
}
