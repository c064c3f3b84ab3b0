package dev.atelier.engine.agent.runtime;

import java.time.Duration;

/** How many runs are under way. */
final class Slots {
    private int taken;

    synchronized boolean take(int most) {
        if (taken >= most) {
            return false;
        }
        taken++;
        return true;
    }

    synchronized void give() {
        taken--;
        notifyAll();
    }

    /** @return whether all have been given back in time */
    synchronized boolean awaitAll(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (taken > 0) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
