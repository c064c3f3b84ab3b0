package dev.atelier.runtime.api;

/** An input was taken; names its entry of the transcript. */
public record WorkerInteractionAck(WorkerRef workerRef, WorkerStatus status, long transcriptSequence, long eventId) {}
