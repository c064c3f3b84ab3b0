package dev.atelier.engine.agent.run;

import java.time.Duration;

/**
 * How long a run has taken and been silent, with the time people take for their answers left out. One thread's.
 *
 * <p>Times are those of {@link System#nanoTime()}.
 */
final class Clocks {
    static final long NEVER = Long.MAX_VALUE;

    private final Duration run;
    private final Duration idle;
    private long runUsed;
    private long idleUsed;
    private long since;
    private boolean held;

    /** @param idle zero for ever */
    Clocks(Duration run, Duration idle, long now) {
        this.run = run;
        this.idle = idle;
        this.since = now;
    }

    /** The agent has said something. */
    void heard(long now) {
        count(now);
        idleUsed = 0;
    }

    /** A person is asked. */
    void hold(long now) {
        count(now);
        held = true;
    }

    void goOn(long now) {
        since = now;
        held = false;
        idleUsed = 0;
    }

    boolean runOver(long now) {
        count(now);
        return runUsed >= run.toNanos();
    }

    boolean idleOver(long now) {
        count(now);
        return !idle.isZero() && idleUsed >= idle.toNanos();
    }

    /** Nanoseconds until one of them is over, if nothing happens. */
    long left(long now) {
        count(now);
        if (held) {
            return NEVER;
        }
        long ofRun = run.toNanos() - runUsed;
        long ofIdle = idle.isZero() ? NEVER : idle.toNanos() - idleUsed;
        return Math.max(0, Math.min(ofRun, ofIdle));
    }

    private void count(long now) {
        if (!held) {
            runUsed += now - since;
            idleUsed += now - since;
        }
        since = now;
    }
}
