package dev.atelier.jobs.internal;

import java.time.Duration;

/** Lets at most four progress events a second through for one job; the last one is never lost. */
final class ProgressPace {
    static final Duration GAP = Duration.ofMillis(250);

    private long lastNanos;
    private boolean any;
    private boolean pending;

    /** @return nanoseconds until the event may go out: 0 now, negative when one is on its way that tells the same */
    synchronized long delay(long nowNanos) {
        if (pending) {
            return -1;
        }
        long wait = left(nowNanos);
        if (wait > 0) {
            pending = true;
            return wait;
        }
        sent(nowNanos);
        return 0;
    }

    /** Nanoseconds until the next event may go out, 0 or less when it may now. */
    synchronized long left(long nowNanos) {
        return any ? GAP.toNanos() - (nowNanos - lastNanos) : 0;
    }

    synchronized void sent(long nowNanos) {
        lastNanos = nowNanos;
        any = true;
        pending = false;
    }
}
