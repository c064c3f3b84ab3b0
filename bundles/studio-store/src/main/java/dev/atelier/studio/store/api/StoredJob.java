package dev.atelier.studio.store.api;

import dev.atelier.engine.api.Kind;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is on disk.
 *
 * @param seq grows with every job that is inserted; the order of equals in the queue
 * @param task a JSON text
 * @param source the model source, frozen when the job was queued; a JSON text
 * @param owner the key that made it, null for the console and the admin token
 * @param attempts used up so far
 * @param claim names the present claim and no other; who holds an older one has lost the job
 * @param resultType a content type; null until done
 */
public record StoredJob(
        String id,
        long seq,
        String gameId,
        String assetName,
        String model,
        Kind kind,
        String task,
        String source,
        double vramGbEstimate,
        int priority,
        @Nullable String owner,
        Status status,
        int attempts,
        @Nullable String claimedBy,
        @Nullable String claim,
        Instant createdAt,
        @Nullable Instant claimedAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String lastWorkerId,
        @Nullable String lastError,
        @Nullable String prompt,
        @Nullable String resultType,
        long resultBytes,
        Instant updatedAt) {

    /** Where a job stands. */
    public enum Status {
        /** Held back until somebody promotes it. */
        PENDING,
        QUEUED,
        CLAIMED,
        DONE,
        FAILED,
        CANCELLED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public boolean ended() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }
}
