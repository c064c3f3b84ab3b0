package dev.atelier.engine.api;

import java.util.Objects;

/** One piece of work as an engine sees it. */
public record EngineJob(String jobId, String model, ModelSource source, Task task) {
    public EngineJob {
        Objects.requireNonNull(jobId, "jobId");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(task, "task");
    }
}
