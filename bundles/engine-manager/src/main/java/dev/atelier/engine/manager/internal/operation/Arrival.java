package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.internal.store.SourceBroken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Follows a download. */
interface Arrival {
    /**
     * @param announced how many there will be, or negative
     * @throws SourceBroken to end it
     */
    void bytes(long soFar, long announced) throws SourceBroken;

    /** It is here; what follows is done with the copy. */
    void whole(long size);

    /** Only sees to it that a source which drips does not drip for ever. */
    static Arrival within(Duration limit, Clock clock) {
        Instant end = clock.instant().plus(limit);
        return new Arrival() {
            @Override
            public void bytes(long soFar, long announced) throws SourceBroken {
                if (clock.instant().isAfter(end)) {
                    throw new SourceBroken(
                            "after " + limit.toMinutes() + " minutes only " + soFar + " bytes had come", null);
                }
            }

            @Override
            public void whole(long size) {
                // nobody looks
            }
        };
    }
}
