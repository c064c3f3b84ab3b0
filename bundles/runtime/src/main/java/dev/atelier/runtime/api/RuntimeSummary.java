package dev.atelier.runtime.api;

import org.jspecify.annotations.Nullable;

/** A runtime in numbers. */
public record RuntimeSummary(
        String runtimeId,
        @Nullable String displayName,
        RuntimeBackendKind backend,
        RuntimeStatus status,
        long workerCount,
        long activeWorkerCount,
        long stoppedWorkerCount,
        long cancelledWorkerCount,
        long diagnosticCount,
        RuntimeLimits limits,
        boolean workerCreationAvailable) {}
