package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.RuntimeDiagnostic;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeStatus;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an operation is about to change. Nothing of it is true before the book has committed it. */
final class Draft {
    /** More are not remembered; the oldest go. */
    static final int MAX_DIAGNOSTICS = 1024;

    private RuntimeSnapshot runtime;
    private boolean runtimeChanged;
    private final Map<WorkerRef, WorkerSnapshot> workers = new LinkedHashMap<>();
    private final List<RuntimeEvent> events = new ArrayList<>();
    private final List<TranscriptEntry> entries = new ArrayList<>();
    private final List<WorkerRef> deleted = new ArrayList<>();

    Draft(RuntimeSnapshot runtime) {
        this.runtime = runtime;
    }

    private void change(RuntimeSnapshot next) {
        runtime = next;
        runtimeChanged = true;
    }

    long event(RuntimeEvent.Kind kind, @Nullable WorkerRef worker, String message) {
        long id = runtime.nextEventId();
        events.add(new RuntimeEvent(id, worker, kind, message));
        change(runtime.withCounters(runtime.nextWorkerSequence(), id + 1, runtime.nextDiagnosticId()));
        return id;
    }

    void diagnostic(RuntimeDiagnostic.Severity severity, String code, String message, @Nullable WorkerRef worker) {
        long id = runtime.nextDiagnosticId();
        List<RuntimeDiagnostic> kept = new ArrayList<>(runtime.diagnostics());
        kept.add(new RuntimeDiagnostic(id, severity, code, message, worker));
        if (kept.size() > MAX_DIAGNOSTICS) {
            kept.remove(0);
        }
        change(runtime.withDiagnostics(List.copyOf(kept))
                .withCounters(runtime.nextWorkerSequence(), runtime.nextEventId(), id + 1));
    }

    void status(RuntimeStatus status) {
        change(runtime.withStatus(status));
    }

    void configured(@Nullable String displayName, dev.atelier.runtime.api.RuntimeLimits limits) {
        change(runtime.configured(displayName, limits));
    }

    void bundle(ConfigBundle bundle) {
        SortedMap<String, ConfigBundle> bundles = new TreeMap<>(Texts.BYTEWISE);
        bundles.putAll(runtime.configBundles());
        bundles.put(bundle.metadata().id(), bundle);
        change(runtime.withBundles(bundles));
    }

    void worker(WorkerSnapshot worker) {
        workers.put(worker.ref(), worker);
    }

    void delete(WorkerRef worker) {
        event(RuntimeEvent.Kind.WORKER_DELETED, worker, "worker deleted");
        deleted.add(worker);
    }

    /** Adds to a Worker's transcript, after what this draft has added already; answers the entry's sequence. */
    long entry(WorkerSnapshot held, TranscriptEntry.Role role, String content, long eventId) {
        WorkerSnapshot worker = workers.getOrDefault(held.ref(), held);
        long sequence = worker.nextTranscriptSequence();
        entries.add(new TranscriptEntry(sequence, worker.ref(), role, content, eventId));
        worker(worker.withNextSequence(sequence + 1));
        return sequence;
    }

    RuntimeSnapshot runtime() {
        return runtime;
    }

    List<RuntimeEvent> events() {
        return events;
    }

    Change change() {
        return new Change(runtimeChanged ? runtime : null, List.copyOf(workers.values()), events, entries, deleted);
    }
}
