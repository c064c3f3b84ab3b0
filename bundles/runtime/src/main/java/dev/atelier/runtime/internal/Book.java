package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.RuntimeDiagnostic;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.RuntimeStatus;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a runtime knows, as far as its store knows it too: a change is made here only after the store has taken it.
 * Guarded by the lock of the runtime.
 */
final class Book {
    private static final Logger LOG = LoggerFactory.getLogger(Book.class);

    private final RuntimeStore store;
    private RuntimeSnapshot runtime;
    private final SortedMap<String, Held> workers = new TreeMap<>(Texts.BYTEWISE);
    private final List<RuntimeEvent> events = new ArrayList<>();
    private boolean degraded;

    Book(RuntimeStore store, RuntimeSnapshot runtime) {
        this.store = store;
        this.runtime = runtime;
    }

    Book(RuntimeStore store, Loaded loaded) {
        this(store, loaded.runtime());
        events.addAll(loaded.events());
        for (Loaded.Worker worker : loaded.workers()) {
            workers.put(worker.snapshot().ref().workerId(), new Held(worker.snapshot(), worker.entries()));
        }
    }

    RuntimeStore store() {
        return store;
    }

    RuntimeSnapshot runtime() {
        return runtime;
    }

    SortedMap<String, Held> workers() {
        return workers;
    }

    List<RuntimeEvent> events() {
        return events;
    }

    long lastEventId() {
        return runtime.nextEventId() - 1;
    }

    /** Whether the store refused the newest change it was given. */
    boolean isDegraded() {
        return degraded;
    }

    void requireRunning() {
        if (runtime.status() == RuntimeStatus.STOPPED) {
            throw new RuntimeRefusal(RuntimeError.RUNTIME_STOPPED, "runtime " + runtime.runtimeId() + " is stopped");
        }
    }

    Held require(WorkerRef ref) {
        requireOurs(ref.runtimeId());
        Held held = workers.get(ref.workerId());
        if (held == null) {
            throw unknown(ref.workerId());
        }
        return held;
    }

    void requireOurs(String runtimeId) {
        if (!runtimeId.equals(runtime.runtimeId())) {
            throw new RuntimeRefusal(
                    RuntimeError.WRONG_RUNTIME,
                    "this is runtime " + runtime.runtimeId() + ", the Worker is said to be of another one");
        }
    }

    RuntimeRefusal unknown(String workerId) {
        return new RuntimeRefusal(
                RuntimeError.WORKER_NOT_FOUND, "worker " + workerId + " is unknown in runtime " + runtime.runtimeId());
    }

    /** The id of a Worker to be. Never given twice, whatever becomes of it. */
    WorkerRef nextWorker() {
        long sequence = runtime.nextWorkerSequence();
        runtime = runtime.withCounters(sequence + 1, runtime.nextEventId(), runtime.nextDiagnosticId());
        return new WorkerRef(runtime.runtimeId(), "worker-" + Texts.hex(sequence, 8));
    }

    Draft draft() {
        Draft draft = new Draft(runtime);
        if (degraded) {
            draft.diagnostic(
                    RuntimeDiagnostic.Severity.ERROR,
                    "store.write_failed",
                    "the store did not take a change; it was given up",
                    null);
        }
        return draft;
    }

    void commit(Draft draft, String operation) {
        Change change = draft.change();
        try {
            store.commit(change);
        } catch (IOException | RuntimeException e) {
            degraded = true;
            // What the disk may have seen is never given again.
            runtime = runtime.withCounters(
                    draft.runtime().nextWorkerSequence(), draft.runtime().nextEventId(), runtime.nextDiagnosticId());
            LOG.atError().addKeyValue("operation", operation).setCause(e).log("store did not take a change");
            throw new RuntimeRefusal(RuntimeError.STORE_IO, "the store did not take this: " + operation, e);
        }
        degraded = false;
        apply(draft, change);
    }

    private void apply(Draft draft, Change change) {
        runtime = draft.runtime();
        events.addAll(change.events());
        for (WorkerSnapshot worker : change.workers()) {
            Held held = workers.get(worker.ref().workerId());
            if (held == null) {
                workers.put(worker.ref().workerId(), new Held(worker, List.of()));
            } else {
                held.snapshot = worker;
            }
        }
        for (TranscriptEntry entry : change.entries()) {
            held(entry.workerRef()).transcript.add(entry);
        }
        change.deleted().forEach(worker -> workers.remove(worker.workerId()));
    }

    private Held held(WorkerRef ref) {
        Held held = workers.get(ref.workerId());
        if (held == null) {
            throw new IllegalStateException("an entry of a Worker that is not there");
        }
        return held;
    }

    /** Null when it is not there, or no longer. */
    @Nullable
    Held find(WorkerRef ref) {
        return ref.runtimeId().equals(runtime.runtimeId()) ? workers.get(ref.workerId()) : null;
    }
}
