package dev.atelier.studio.store.api;

import dev.atelier.engine.api.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A job to be inserted.
 *
 * @param hold whether it waits for a promotion
 * @param idempotencyKey the same key of the same owner makes one job
 */
public record NewJob(
        String id,
        String gameId,
        String assetName,
        String model,
        Kind kind,
        String task,
        String source,
        double vramGbEstimate,
        int priority,
        @Nullable String owner,
        boolean hold,
        @Nullable String idempotencyKey) {}
