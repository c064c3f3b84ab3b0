package dev.atelier.runtime.api;

import java.util.Objects;

/** Names a live Worker to the backend that runs it. Never leaves the process. */
public record ExecutionHandle(WorkerRef worker, String backendId) {
    public ExecutionHandle {
        Objects.requireNonNull(worker, "worker");
        Objects.requireNonNull(backendId, "backendId");
    }
}
