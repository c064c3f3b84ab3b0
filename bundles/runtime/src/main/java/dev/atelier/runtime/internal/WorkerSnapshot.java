package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerStatus;

/** A Worker without its transcript, at one moment. */
record WorkerSnapshot(
        WorkerRef ref,
        WorkerStatus status,
        CreateWorkerRequest request,
        long nextTranscriptSequence,
        long lastEventId,
        WorkerExecution execution) {
    static WorkerSnapshot created(WorkerRef ref, CreateWorkerRequest request, long eventId, WorkerExecution execution) {
        return new WorkerSnapshot(ref, WorkerStatus.RUNNING, request, 1, eventId, execution);
    }

    WorkerSnapshot ended(WorkerStatus end, long eventId) {
        return new WorkerSnapshot(ref, end, request, nextTranscriptSequence, eventId, execution);
    }

    WorkerSnapshot withEvent(long eventId) {
        return new WorkerSnapshot(ref, status, request, nextTranscriptSequence, eventId, execution);
    }

    WorkerSnapshot withNextSequence(long sequence) {
        return new WorkerSnapshot(ref, status, request, sequence, lastEventId, execution);
    }

    WorkerSnapshot withExecution(WorkerExecution next) {
        return new WorkerSnapshot(ref, status, request, nextTranscriptSequence, lastEventId, next);
    }
}
