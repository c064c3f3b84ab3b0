package dev.atelier.engine.manager.api;

import dev.atelier.engine.api.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of one engine.
 *
 * @param origin {@code shipped}, {@code deploy}, {@code upload}, {@code catalogue}
 * @param probationUntil while a new version is watched
 */
public record EngineRow(
        String id,
        String version,
        String title,
        boolean current,
        State state,
        @Nullable String reason,
        @Nullable String remedy,
        Map<Kind, List<String>> models,
        String bundle,
        String sha256,
        String isolation,
        boolean loadable,
        int slots,
        int inFlight,
        long jobs,
        long faults,
        Instant since,
        @Nullable String lastError,
        String origin,
        boolean signed,
        @Nullable Instant probationUntil) {
    public EngineRow {
        Objects.requireNonNull(state, "state");
    }

    /** Where a version is in its life. */
    public enum State {
        STAGED,
        STARTING,
        PROBING,
        ACTIVE,
        DRAINING,
        RETIRED,
        FAILED,
        UNAVAILABLE;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
