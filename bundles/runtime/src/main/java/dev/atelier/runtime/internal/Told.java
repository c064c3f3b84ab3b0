package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerRef;
import java.util.List;
import java.util.Objects;

/**
 * Snapshots that need not be written, because the records that are appended tell the same: what an input changes is how
 * far ids have come, and the ids stand in the records. So an input costs the two appends that make it last, and no
 * snapshot of everything else. {@link StoreReader} reads the ids out of the records again.
 */
final class Told {
    private Told() {}

    /** Whether nothing of the runtime changes but the id of the event to come. */
    static boolean of(RuntimeSnapshot known, RuntimeSnapshot next, List<RuntimeEvent> events) {
        return !events.isEmpty()
                && next.nextEventId() == events.get(events.size() - 1).id() + 1
                && next.equals(
                        known.withCounters(known.nextWorkerSequence(), next.nextEventId(), known.nextDiagnosticId()));
    }

    /**
     * Whether nothing of a Worker changes but how far it has come, and how what runs it did: the latter is of no use to
     * another process, which finds nothing that runs it.
     */
    static boolean of(WorkerSnapshot known, WorkerSnapshot next, Change change) {
        WorkerSnapshot asBefore = next.withExecution(known.execution())
                .withEvent(known.lastEventId())
                .withNextSequence(known.nextTranscriptSequence());
        return asBefore.equals(known)
                && sameLine(known.execution(), next.execution())
                && (next.lastEventId() == known.lastEventId() || next.lastEventId() == lastEvent(next.ref(), change))
                && (next.nextTranscriptSequence() == known.nextTranscriptSequence()
                        || next.nextTranscriptSequence() == lastEntry(next.ref(), change) + 1);
    }

    private static boolean sameLine(WorkerExecution known, WorkerExecution next) {
        return known.backend() == next.backend() && Objects.equals(known.bindingBackendId(), next.bindingBackendId());
    }

    private static long lastEvent(WorkerRef worker, Change change) {
        return change.events().stream()
                .filter(event -> worker.equals(event.workerRef()))
                .mapToLong(RuntimeEvent::id)
                .max()
                .orElse(-1);
    }

    private static long lastEntry(WorkerRef worker, Change change) {
        return change.entries().stream()
                .filter(entry -> worker.equals(entry.workerRef()))
                .mapToLong(TranscriptEntry::sequence)
                .max()
                .orElse(-1);
    }
}
