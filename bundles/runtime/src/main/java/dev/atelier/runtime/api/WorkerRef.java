package dev.atelier.runtime.api;

import java.util.Objects;

/** Who a Worker is: the only thing an operation on it is addressed by. */
public record WorkerRef(String runtimeId, String workerId) {
    public WorkerRef {
        Objects.requireNonNull(runtimeId, "runtimeId");
        Objects.requireNonNull(workerId, "workerId");
    }
}
