package dev.atelier.runtime.api;

/** A Worker's end, now or earlier. */
public record WorkerLifecycleAck(WorkerRef workerRef, WorkerStatus status, long eventId) {}
