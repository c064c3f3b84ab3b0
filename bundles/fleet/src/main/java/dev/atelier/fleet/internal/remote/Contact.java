package dev.atelier.fleet.internal.remote;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a runtime from when it was last asked.
 *
 * @param status {@code configured} before it ever answered
 * @param spawns whether it makes Workers
 * @param workers how many it had; null before it ever told
 */
record Contact(
        boolean asked,
        boolean reached,
        @Nullable Instant lastSeen,
        String label,
        String status,
        boolean spawns,
        @Nullable Integer workers) {

    static Contact none(String label) {
        return new Contact(false, false, null, label, "configured", false, null);
    }

    Contact seen(Instant now) {
        return new Contact(true, true, now, label, status, spawns, workers);
    }

    Contact missed() {
        return new Contact(true, false, lastSeen, label, status, spawns, workers);
    }

    Contact described(String name, String state, boolean creates) {
        return new Contact(asked, reached, lastSeen, name, state, creates, workers);
    }

    Contact counted(int count) {
        return new Contact(asked, reached, lastSeen, label, status, spawns, count);
    }

    /** Whether nobody who looks on would see a difference, but for when it was last there. */
    boolean looksLike(Contact other) {
        return asked == other.asked
                && reached == other.reached
                && label.equals(other.label)
                && status.equals(other.status)
                && spawns == other.spawns
                && Objects.equals(workers, other.workers);
    }

    String hostStatus() {
        return !asked ? "configured" : reached ? "reachable" : "unreachable";
    }
}
