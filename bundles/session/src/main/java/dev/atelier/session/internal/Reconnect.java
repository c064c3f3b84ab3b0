package dev.atelier.session.internal;

import java.time.Duration;
import java.util.Optional;

/** When to try again: pauses that double up to a limit, and perhaps an end to trying. */
final class Reconnect {
    private int attempt;

    /** The number of the attempt the worker waits for, 0 while there was no failure. */
    int attempt() {
        return attempt;
    }

    /**
     * A session or an attempt at one failed.
     *
     * @param welcomed whether it got as far as being welcomed, which starts the counting again
     * @param cap how many attempts are made at most; 0 for ever
     * @return how long to wait, empty when enough was tried
     */
    Optional<Duration> failed(boolean welcomed, Duration base, Duration max, int cap) {
        attempt = welcomed ? 1 : attempt + 1;
        if (cap > 0 && attempt > cap) {
            return Optional.empty();
        }
        return Optional.of(pause(base, max));
    }

    void forget() {
        attempt = 0;
    }

    private Duration pause(Duration base, Duration max) {
        Duration pause = base;
        for (int n = 1; n < attempt && pause.compareTo(max) < 0; n++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(max) < 0 ? pause : max;
    }
}
