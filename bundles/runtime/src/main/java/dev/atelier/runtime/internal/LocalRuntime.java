package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleAvailability;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.ConfigBundleSummary;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.EventCursor;
import dev.atelier.runtime.api.EventSubscription;
import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.ObservationFrame;
import dev.atelier.runtime.api.RuntimeDiagnostic;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeEventBatch;
import dev.atelier.runtime.api.RuntimeOptions.Execution;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.RuntimeStatus;
import dev.atelier.runtime.api.RuntimeSummary;
import dev.atelier.runtime.api.TranscriptProjection;
import dev.atelier.runtime.api.WorkerDetail;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerInteractionAck;
import dev.atelier.runtime.api.WorkerLifecycleAck;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerStatus;
import dev.atelier.runtime.api.WorkerSummary;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rules of a runtime: what is checked, in which order, and what follows. One lock; execution happens outside it. */
final class LocalRuntime implements WorkerRuntime {
    private final ReentrantLock lock = new ReentrantLock();
    private final Book book;
    private final ObservationBus bus;
    private final Execution mode;
    private final Entries entries;
    private final Executing executing;

    LocalRuntime(Book book, ObservationBus bus, Execution mode) {
        this.book = book;
        this.bus = bus;
        this.mode = mode;
        this.entries = new Entries(book, bus);
        this.executing = new Executing(book, bus, entries, new Alone());
    }

    /** One at a time. */
    private final class Alone implements Executing.Locked {
        @Override
        public <T> T run(Supplier<T> action) {
            return locked(action);
        }

        @Override
        public <T> T quietly(Supplier<T> action) {
            lock.lock();
            try {
                return action.get();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Runs it alone; observers are told afterwards, without the lock. */
    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
            if (!lock.isHeldByCurrentThread()) {
                bus.tell();
            }
        }
    }

    @Override
    public String runtimeId() {
        return locked(() -> book.runtime().runtimeId());
    }

    @Override
    public RuntimeStatus status() {
        return locked(() -> book.runtime().status());
    }

    @Override
    public RuntimeSummary summary() {
        boolean creates = mode != Execution.REQUIRED || executing.isAttached();
        return locked(() -> {
            RuntimeSnapshot runtime = book.runtime();
            return new RuntimeSummary(
                    runtime.runtimeId(),
                    runtime.displayName(),
                    book.store().kind(),
                    runtime.status(),
                    book.workers().size(),
                    count(WorkerStatus.RUNNING),
                    count(WorkerStatus.STOPPED),
                    count(WorkerStatus.CANCELLED),
                    runtime.diagnostics().size(),
                    runtime.limits(),
                    creates && runtime.status() == RuntimeStatus.RUNNING);
        });
    }

    private long count(WorkerStatus status) {
        return book.workers().values().stream()
                .filter(held -> held.snapshot.status() == status)
                .count();
    }

    @Override
    public List<WorkerSummary> listWorkers() {
        return locked(() -> book.workers().values().stream()
                .map(held -> held.detail().summary())
                .toList());
    }

    @Override
    public WorkerDetail workerDetail(WorkerRef worker) {
        return locked(() -> book.require(worker).detail());
    }

    @Override
    public WorkerDetail createWorker(CreateWorkerRequest request) {
        locked(() -> {
            entries.checkRequest(request);
            return true;
        });
        ExecutionBackend backend = executing.serving(request).orElse(null);
        if (backend != null && mode != Execution.NONE) {
            return executing.create(backend, request);
        }
        if (mode == Execution.REQUIRED) {
            throw new RuntimeRefusal(
                    RuntimeError.EXECUTION_BACKEND_UNAVAILABLE, "nothing here runs Workers of this kind");
        }
        return locked(() -> entries.create(request));
    }

    @Override
    public WorkerInteractionAck sendInput(WorkerRef worker, WorkerInput input) {
        Held.@Nullable Connection connection = locked(() -> {
            Held held = entries.checkInput(worker, input);
            if (held.connection == null && !isMereEntry(held)) {
                throw executing.unavailable(worker);
            }
            return held.connection;
        });
        return connection == null
                ? locked(() -> entries.input(worker, input))
                : executing.input(connection, worker, input);
    }

    private boolean isMereEntry(Held held) {
        return switch (mode) {
            case NONE -> true;
            case REQUIRED -> false;
            case AUTO -> held.snapshot.execution().bindingBackendId() == null;
        };
    }

    @Override
    public WorkerLifecycleAck stopWorker(WorkerRef worker, @Nullable String reason) {
        return end(worker, WorkerStatus.STOPPED, reason);
    }

    @Override
    public WorkerLifecycleAck cancelWorker(WorkerRef worker, @Nullable String reason) {
        return end(worker, WorkerStatus.CANCELLED, reason);
    }

    private WorkerLifecycleAck end(WorkerRef worker, WorkerStatus end, @Nullable String reason) {
        Held.@Nullable Connection connection = locked(() -> {
            book.requireRunning();
            Held held = book.require(worker);
            return held.snapshot.status().isFinal() ? null : held.connection;
        });
        return connection == null
                ? locked(() -> entries.end(worker, end, reason))
                : executing.end(connection, worker, end, reason);
    }

    @Override
    public void deleteWorker(WorkerRef worker) {
        locked(() -> {
            entries.delete(worker);
            return true;
        });
        bus.forget(worker.workerId()); // tells observers, and so never under the lock
    }

    @Override
    public TranscriptProjection transcript(WorkerRef worker, long start, long limit) {
        return locked(() -> {
            long most = book.runtime().limits().maxTranscriptProjectionItems();
            requireLimit(limit, most);
            return Pages.of(book.require(worker), start, limit);
        });
    }

    private static void requireLimit(long limit, long most) {
        if (limit > most) {
            throw new RuntimeRefusal(
                    RuntimeError.LIMIT_TOO_LARGE, "the limit " + limit + " is larger than " + most + ", the largest");
        }
    }

    @Override
    public EventCursor eventCursorFromStart() {
        return new EventCursor(runtimeId(), 1);
    }

    @Override
    public EventCursor eventCursorNow() {
        return locked(
                () -> new EventCursor(book.runtime().runtimeId(), book.runtime().nextEventId()));
    }

    @Override
    public RuntimeEventBatch readEvents(EventCursor cursor, long limit) {
        return locked(() -> {
            requireOurs(cursor);
            requireLimit(limit, book.runtime().limits().maxEventBatchItems());
            return Pages.of(book.events(), cursor, limit);
        });
    }

    @Override
    public EventSubscription subscribeEvents(EventCursor cursor) {
        return locked(() -> {
            requireOurs(cursor);
            return new EventSubscription(cursor.runtimeId(), cursor);
        });
    }

    private void requireOurs(EventCursor cursor) {
        if (!cursor.runtimeId().equals(book.runtime().runtimeId())) {
            throw new RuntimeRefusal(RuntimeError.WRONG_RUNTIME_CURSOR, "this cursor is of another runtime");
        }
    }

    @Override
    public ConfigBundleAvailability storeConfigBundle(ConfigBundle bundle) {
        BundleRules.check(bundle);
        return locked(() -> {
            book.requireRunning();
            Draft draft = book.draft();
            draft.bundle(bundle);
            book.commit(draft, "a config bundle");
            return new ConfigBundleAvailability(bundle.reference(), bundle.summary());
        });
    }

    @Override
    public List<ConfigBundleSummary> listConfigBundles() {
        return locked(() -> book.runtime().configBundles().values().stream()
                .map(ConfigBundle::summary)
                .toList());
    }

    @Override
    public ConfigBundleAvailability checkConfigBundle(ConfigBundleRef reference) {
        return locked(() -> {
            ConfigBundle bundle = RequestRules.find(reference, book.runtime().configBundles());
            return new ConfigBundleAvailability(reference, bundle.summary());
        });
    }

    @Override
    public long stopRuntime() {
        List<Held.Connection> running = new java.util.ArrayList<>();
        long id = locked(() -> {
            if (book.runtime().status() == RuntimeStatus.STOPPED) {
                return book.lastEventId();
            }
            Draft draft = book.draft();
            draft.status(RuntimeStatus.STOPPED);
            for (Held held : book.workers().values()) {
                if (!held.snapshot.status().isFinal()) {
                    draft.worker(held.snapshot
                            .ended(WorkerStatus.STOPPED, held.snapshot.lastEventId())
                            .withExecution(Executing.over(held.snapshot.execution())));
                }
            }
            long event = draft.event(RuntimeEvent.Kind.RUNTIME_STOPPED, null, "runtime stopped");
            book.commit(draft, "stopping the runtime");
            for (Held held : book.workers().values()) {
                if (held.connection != null) {
                    running.add(held.connection);
                    held.connection = null;
                }
            }
            return event;
        });
        executing.letGo(running);
        return id;
    }

    @Override
    public List<RuntimeDiagnostic> diagnostics() {
        return locked(() -> book.runtime().diagnostics());
    }

    @Override
    public Observation observe(WorkerRef worker, @Nullable String cursor) {
        locked(() -> {
            book.requireOurs(worker.runtimeId());
            return true;
        });
        LiveObservation observer = bus.subscribe(worker.workerId(), cursor);
        // Asked for only now: a Worker that comes after the subscription is seen, one that went is told.
        Held.@Nullable Connection connection = null;
        boolean known = locked(() -> book.find(worker) != null);
        if (known) {
            connection = locked(() -> {
                Held held = book.find(worker);
                return held == null ? null : held.connection;
            });
        }
        if (!known) {
            observer.close();
            LiveObservation nobody = new LiveObservation(bus, worker.workerId());
            nobody.end(new ObservationFrame.Diagnostic(
                    ObservationFrame.Diagnostic.WORKER_NOT_FOUND, "the Worker is not there"));
            nobody.open(null);
            return nobody;
        }
        ObjectNode live = connection == null || !observer.wantsSnapshot() ? null : executing.snapshot(connection);
        observer.open(live == null ? Payloads.snapshot(worker.workerId(), "idle") : live);
        return observer;
    }

    @Override
    public boolean executes() {
        return executing.isAttached();
    }

    @Override
    public void attach(ExecutionBackend backend) {
        if (mode != Execution.NONE) {
            executing.attach(backend);
        }
    }

    @Override
    public void detach(ExecutionBackend backend) {
        executing.detach(backend);
    }

    @Override
    public int restoreWorkers() {
        return executing.restore();
    }

    /** Workers that an earlier process ran are run by nobody now. */
    void findStale() {
        locked(() -> {
            executing.findStale();
            return true;
        });
    }

    @Override
    public void close() {
        bus.close();
        locked(() -> {
            book.store().close();
            return true;
        });
    }
}
