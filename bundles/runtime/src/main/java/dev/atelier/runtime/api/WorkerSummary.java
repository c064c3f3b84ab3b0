package dev.atelier.runtime.api;

/** A Worker in a list. */
public record WorkerSummary(
        WorkerRef workerRef,
        WorkerStatus status,
        WorkerIntent intent,
        ProfileSelector profile,
        long requestedCapabilityCount,
        boolean hasConfigBundle,
        long transcriptLen,
        long lastEventId,
        WorkerExecution execution) {}
