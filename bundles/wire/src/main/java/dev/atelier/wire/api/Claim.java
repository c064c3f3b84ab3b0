package dev.atelier.wire.api;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;

/** A job as a studio offers it; everything a worker needs is frozen in it. */
public record Claim(
        String jobId,
        String gameId,
        String assetName,
        String model,
        double vramGbEstimate,
        Task task,
        ModelSource modelSource) {}
