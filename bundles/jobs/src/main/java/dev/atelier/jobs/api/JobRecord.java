package dev.atelier.jobs.api;

import dev.atelier.engine.api.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a job, now.
 *
 * @param prompt at most 200 characters and an ellipsis
 * @param progress between 0 and 1, negative while unknown
 */
public record JobRecord(
        String id,
        Kind kind,
        String model,
        String prompt,
        Source source,
        Status status,
        @Nullable String reason,
        @Nullable String code,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String engine,
        @Nullable String engineVersion,
        double progress,
        String progressText,
        boolean hasThumbnail,
        boolean hasResult,
        @Nullable String resultType,
        long resultBytes) {

    /** Who asked for it. */
    public enum Source {
        STUDIO,
        LOCAL,
        LANE,
        STREAM;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How it stands. */
    public enum Status {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
