package dev.atelier.registration.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one thread that waits. Ringing while nobody waits is remembered once. */
final class Bell {
    private final Semaphore rings = new Semaphore(0);

    void ring() {
        rings.release();
    }

    /** Returns when rung or when the time is over; without a time it waits for the bell alone. */
    void await(Optional<Duration> atMost) throws InterruptedException {
        if (atMost.isEmpty()) {
            rings.acquire();
        } else if (!rings.tryAcquire(atMost.get().toNanos(), TimeUnit.NANOSECONDS)) {
            return;
        }
        rings.drainPermits();
    }
}
