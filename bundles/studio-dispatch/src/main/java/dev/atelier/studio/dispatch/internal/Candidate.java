package dev.atelier.studio.dispatch.internal;

import dev.atelier.wire.api.Capabilities;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A worker as placement sees it.
 *
 * @param session 0 without one
 * @param busyWith the job it is reserved for or runs
 * @param silent since its last heartbeat
 */
record Candidate(
        long session,
        boolean connected,
        boolean enabled,
        @Nullable String busyWith,
        Duration silent,
        Duration stale,
        Capabilities capabilities) {
    /** A worker that is not here. */
    static Candidate absent(boolean enabled, Capabilities capabilities) {
        return new Candidate(0, false, enabled, null, Duration.ZERO, Duration.ofSeconds(1), capabilities);
    }
}
