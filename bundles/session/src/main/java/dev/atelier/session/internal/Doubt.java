package dev.atelier.session.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the other worker a studio speaks of may be this one. A connection that was lost before the studio welcomed it
 * may be taken up by the studio after the next one, which it then ends in favour of the dead one. To stop for good
 * because of that would be to give way to ourselves. Each such loss is good for one doubt, so that of two workers with
 * one name one still stops.
 */
final class Doubt {
    private static final long LASTS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier clock;
    private boolean open;
    private long since;

    Doubt(LongSupplier clock) {
        this.clock = clock;
    }

    /** A connection ended of which the studio may not know yet. */
    void lost() {
        open = true;
        since = clock.getAsLong();
    }

    /** Whether there is reason to doubt that somebody else has connected. The next time it takes another reason. */
    boolean take() {
        boolean reason = open && clock.getAsLong() - since < LASTS;
        open = false;
        return reason;
    }
}
