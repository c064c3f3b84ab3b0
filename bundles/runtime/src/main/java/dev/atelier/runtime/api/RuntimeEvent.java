package dev.atelier.runtime.api;

import org.jspecify.annotations.Nullable;

/** Something a runtime did. Ids begin at 1 and rise. */
public record RuntimeEvent(long id, @Nullable WorkerRef workerRef, Kind kind, String message) {
    /** What it was. */
    public enum Kind implements Wire {
        RUNTIME_STARTED,
        RUNTIME_STOPPED,
        WORKER_CREATED,
        WORKER_INPUT_ACCEPTED,
        WORKER_STOPPED,
        WORKER_CANCELLED,
        WORKER_DELETED,
        WORKER_EXECUTION_RESTORED
    }
}
