package dev.atelier.containers.internal;

import java.time.Duration;

/** The moment by which something has to be done, or never. */
final class Deadline {
    static final Deadline NEVER = new Deadline(0, false);

    private final long nanos;
    private final boolean set;

    private Deadline(long nanos, boolean set) {
        this.nanos = nanos;
        this.set = set;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos(), true);
    }

    /** For a selector: 0 waits for ever. */
    long selectMillis() {
        return set ? Math.max(1, (nanos - System.nanoTime()) / 1_000_000) : 0;
    }

    boolean passed() {
        return set && System.nanoTime() - nanos >= 0;
    }
}
