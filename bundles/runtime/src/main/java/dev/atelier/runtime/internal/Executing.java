package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.ExecutionBackend.Spawned;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.RuntimeDiagnostic.Severity;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerDetail;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerExecution.Backend;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerInteractionAck;
import dev.atelier.runtime.api.WorkerLifecycleAck;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers that something runs. The backend is asked without the lock of the runtime, and what it has done is written down
 * afterwards: a Worker is not seen by anybody before it runs.
 */
final class Executing {
    private static final Logger LOG = LoggerFactory.getLogger(Executing.class);

    private final Book book;
    private final ObservationBus bus;
    private final Entries entries;
    private final Locked locked;
    private volatile @Nullable ExecutionBackend attached;

    /** Runs something under the lock of the runtime. */
    interface Locked {
        /** Observers are told afterwards, without the lock. */
        <T> T run(Supplier<T> action);

        /** Observers are left for the caller to tell. */
        <T> T quietly(Supplier<T> action);
    }

    Executing(Book book, ObservationBus bus, Entries entries, Locked locked) {
        this.book = book;
        this.bus = bus;
        this.entries = entries;
        this.locked = locked;
    }

    boolean isAttached() {
        return attached != null;
    }

    void attach(ExecutionBackend backend) {
        if (Texts.isBlank(backend.backendId())) {
            throw new RuntimeRefusal(RuntimeError.INVALID_REQUEST, "the id of the execution backend is blank");
        }
        ExecutionBackend before = attached;
        if (before != null && before != backend) {
            detach(before);
        }
        attached = backend;
    }

    void detach(ExecutionBackend backend) {
        if (attached != backend) {
            return;
        }
        attached = null;
        List<WorkerChannel> lost = new ArrayList<>();
        locked.run(() -> {
            markStale(held -> true, lost);
            return true;
        });
        lost.forEach(WorkerChannel::close);
    }

    /**
     * Under the lock. Workers without a line to a backend, though they had one.
     *
     * @param lost gets the channels of those that still had one, to be closed without the lock
     */
    void markStale(Predicate<Held> which, List<WorkerChannel> lost) {
        Draft draft = book.draft();
        List<Held> stale = new ArrayList<>();
        for (Held held : book.workers().values()) {
            WorkerExecution execution = held.snapshot.execution();
            if (!held.snapshot.status().isFinal() && execution.backend() == Backend.CONNECTED && which.test(held)) {
                draft.worker(held.snapshot.withExecution(stale(execution)));
                draft.diagnostic(
                        Severity.WARNING,
                        "worker_execution_mapping_stale",
                        "the Worker was run before and is run by nothing now",
                        held.snapshot.ref());
                stale.add(held);
            }
        }
        if (stale.isEmpty()) {
            return;
        }
        for (Held held : stale) {
            if (held.connection != null) {
                lost.add(held.connection.channel());
                held.connection = null;
            }
        }
        try {
            book.commit(draft, "Workers that are no longer run");
        } catch (RuntimeRefusal e) {
            // Nobody runs them, whether or not that can be written down; the next start finds out again.
            stale.forEach(held -> held.snapshot = held.snapshot.withExecution(stale(held.snapshot.execution())));
        }
    }

    private static WorkerExecution stale(WorkerExecution execution) {
        return new WorkerExecution(
                Backend.STALE, RunState.UNCONNECTED, execution.bindingBackendId(), execution.lastResult());
    }

    /** Null when none would run it. */
    @Nullable
    ExecutionBackend serving(CreateWorkerRequest request) {
        ExecutionBackend backend = attached;
        return backend != null && backend.serves(request) ? backend : null;
    }

    WorkerDetail create(ExecutionBackend backend, CreateWorkerRequest request) {
        WorkerRef ref = locked.run(book::nextWorker);
        WorkerChannel channel = channel(ref);
        channel.hold();
        Spawned.Connected connected = spawned(() -> backend.spawnWorker(ref, request, channel), Operation.SPAWN)
                .orElseThrow(result -> refused(channel, result));
        ExecutionResult result = ExecutionResult.accepted(Operation.SPAWN, connected.runState());
        WorkerInput input = request.initialInput();
        try {
            if (input != null) {
                result = asked(Operation.INPUT, () -> backend.dispatchInput(connected.handle(), input));
                if (!result.accepted()) {
                    throw refused(channel, result);
                }
            }
            WorkerExecution execution =
                    new WorkerExecution(Backend.CONNECTED, result.runState(), backend.backendId(), result);
            WorkerDetail detail = locked.run(() -> {
                entries.checkRequest(request);
                Draft draft = book.draft();
                entries.draftWorker(draft, ref, request, execution);
                if (input != null) {
                    entries.draftInitialInput(draft, ref, input);
                }
                book.commit(draft, "a new Worker");
                Held held = book.require(ref);
                held.connection = new Held.Connection(connected.handle(), channel);
                if (input != null) {
                    entries.publish(ref, input, false);
                }
                return held.detail();
            });
            channel.release();
            return detail;
        } catch (RuntimeException e) {
            channel.close();
            ExecutionResult stopped = asked(Operation.STOP, () -> backend.stopWorker(connected.handle()));
            LOG.atWarn()
                    .addKeyValue("worker", ref.workerId())
                    .addKeyValue("outcome", stopped.outcome())
                    .log("a Worker that was spawned is not created");
            throw e;
        }
    }

    private static RuntimeRefusal refused(WorkerChannel channel, ExecutionResult result) {
        channel.close();
        return rejected(result);
    }

    private static RuntimeRefusal rejected(ExecutionResult result) {
        return new RuntimeRefusal(
                RuntimeError.WORKER_EXECUTION_REJECTED,
                "what runs the Worker did not take this: " + result.operation().wire() + " "
                        + result.outcome().wire(),
                result);
    }

    RuntimeRefusal unavailable(WorkerRef worker) {
        return new RuntimeRefusal(
                RuntimeError.WORKER_EXECUTION_UNAVAILABLE, "worker " + worker.workerId() + " is run by nothing now");
    }

    WorkerInteractionAck input(Held.Connection connection, WorkerRef worker, WorkerInput input) {
        ExecutionBackend backend = backendOf(connection, worker);
        connection.channel().hold();
        try {
            ExecutionResult result = asked(Operation.INPUT, () -> backend.dispatchInput(connection.handle(), input));
            if (!result.accepted()) {
                locked.run(() -> note(connection, worker, result));
                throw rejected(result);
            }
            return locked.run(() -> entries.dispatched(
                    worker,
                    input,
                    book.require(worker).snapshot.execution().withResult(result).withRunState(result.runState())));
        } finally {
            connection.channel().release();
        }
    }

    private ExecutionBackend backendOf(Held.Connection connection, WorkerRef worker) {
        ExecutionBackend backend = attached;
        if (backend == null || !backend.backendId().equals(connection.handle().backendId())) {
            throw unavailable(worker);
        }
        return backend;
    }

    /** Under the lock; kept with the next change. What it does now is not what it was refused. */
    private boolean note(Held.Connection connection, WorkerRef worker, ExecutionResult result) {
        Held held = book.find(worker);
        if (held != null && connection.equals(held.connection)) {
            held.snapshot =
                    held.snapshot.withExecution(held.snapshot.execution().withResult(result));
        }
        return true;
    }

    WorkerLifecycleAck end(Held.Connection connection, WorkerRef worker, WorkerStatus end, @Nullable String reason) {
        boolean stop = end == WorkerStatus.STOPPED;
        ExecutionBackend backend = attached;
        if (backend != null && backend.backendId().equals(connection.handle().backendId())) {
            ExecutionResult result = asked(
                    stop ? Operation.STOP : Operation.CANCEL,
                    () -> stop ? backend.stopWorker(connection.handle()) : backend.cancelWorker(connection.handle()));
            boolean over = locked.run(() -> {
                note(connection, worker, result);
                Held held = book.find(worker);
                return held == null || held.snapshot.status().isFinal();
            });
            // Somebody else may have ended it meanwhile; then theirs is what is told.
            if (!result.accepted() && !over) {
                throw rejected(result);
            }
        }
        return locked.run(() -> entries.end(worker, end, reason));
    }

    /** How the execution of a Worker looks once it has ended. */
    static WorkerExecution over(WorkerExecution execution) {
        return execution.equals(WorkerExecution.UNCONNECTED)
                ? execution
                : new WorkerExecution(
                        Backend.UNCONNECTED, RunState.STOPPED, execution.bindingBackendId(), execution.lastResult());
    }

    /** The runtime has ended; nobody waits for what becomes of these. */
    void letGo(List<Held.Connection> connections) {
        ExecutionBackend backend = attached;
        for (Held.Connection connection : connections) {
            connection.channel().close();
            if (backend != null) {
                asked(Operation.STOP, () -> backend.stopWorker(connection.handle()));
            }
        }
    }

    @Nullable
    ObjectNode snapshot(Held.Connection connection) {
        ExecutionBackend backend = attached;
        if (backend == null) {
            return null;
        }
        try {
            return backend.snapshot(connection.handle()).orElse(null);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("execution backend has no snapshot");
            return null;
        }
    }

    int restore() {
        ExecutionBackend backend = attached;
        if (backend == null) {
            return 0;
        }
        List<WorkerSnapshot> stale = locked.run(() -> book.workers().values().stream()
                .filter(held ->
                        held.connection == null && !held.snapshot.status().isFinal())
                .map(held -> held.snapshot)
                .filter(worker -> worker.execution().backend() == Backend.STALE
                        && backend.backendId().equals(worker.execution().bindingBackendId()))
                .toList());
        int restored = 0;
        for (WorkerSnapshot worker : stale) {
            restored += restore(backend, worker) ? 1 : 0;
        }
        return restored;
    }

    private boolean restore(ExecutionBackend backend, WorkerSnapshot worker) {
        WorkerRef ref = worker.ref();
        WorkerChannel channel = channel(ref);
        channel.hold();
        SpawnOutcome outcome = spawned(
                () -> backend.restoreWorker(ref, worker.request(), backend.backendId(), channel), Operation.RESTORE);
        boolean done = false;
        try {
            done = locked.run(() -> restored(ref, backend, channel, outcome));
        } catch (RuntimeRefusal e) {
            LOG.atWarn().addKeyValue("worker", ref.workerId()).setCause(e).log("a restored Worker is not kept");
        }
        if (done) {
            channel.release();
        } else {
            channel.close();
            outcome.ifConnected(connected -> asked(Operation.STOP, () -> backend.stopWorker(connected.handle())));
        }
        return done;
    }

    private boolean restored(WorkerRef ref, ExecutionBackend backend, WorkerChannel channel, SpawnOutcome outcome) {
        Held held = book.find(ref);
        if (held == null || held.connection != null || held.snapshot.status().isFinal()) {
            return false; // it has ended meanwhile
        }
        Draft draft = book.draft();
        Optional<Spawned.Connected> connected = outcome.connected();
        if (connected.isEmpty()) {
            draft.diagnostic(
                    Severity.WARNING, "worker_execution_restore_failed", "the Worker could not be taken up again", ref);
            draft.worker(held.snapshot.withExecution(held.snapshot.execution().withResult(outcome.result())));
            book.commit(draft, "a Worker that is not restored");
            return false;
        }
        long event = draft.event(RuntimeEvent.Kind.WORKER_EXECUTION_RESTORED, ref, "worker is run again");
        draft.worker(held.snapshot
                .withEvent(event)
                .withExecution(new WorkerExecution(
                        Backend.CONNECTED, connected.get().runState(), backend.backendId(), outcome.result())));
        book.commit(draft, "a restored Worker");
        held.connection = new Held.Connection(connected.get().handle(), channel);
        return true;
    }

    private WorkerChannel channel(WorkerRef ref) {
        return new WorkerChannel(event -> arrived(ref, event), bus::tell);
    }

    /** An event of a Worker: observers are to get it, and what is said in it is written down. */
    private void arrived(WorkerRef ref, ObjectNode event) {
        locked.quietly(() -> {
            Held held = book.find(ref);
            if (held == null) {
                return false;
            }
            if (!held.snapshot.status().isFinal()) {
                Payloads.runState(event)
                        .ifPresent(state -> held.snapshot = held.snapshot.withExecution(
                                held.snapshot.execution().withRunState(state)));
                Payloads.said(event).ifPresent(said -> write(held, said));
            }
            bus.publish(ref.workerId(), event);
            return true;
        });
    }

    private void write(Held held, Payloads.Said said) {
        Draft draft = book.draft();
        draft.entry(held.snapshot, said.role(), said.content(), book.lastEventId());
        try {
            book.commit(draft, "what a Worker said");
        } catch (RuntimeRefusal e) {
            // Observers get it all the same; the diagnostics tell that something is missing.
            LOG.atWarn().addKeyValue("worker", held.snapshot.ref().workerId()).log("an answer was not kept");
        }
    }

    /** How a beginning went, in one form. */
    private record SpawnOutcome(Optional<Spawned.Connected> connected, ExecutionResult result) {
        Spawned.Connected orElseThrow(java.util.function.Function<ExecutionResult, RuntimeRefusal> refusal) {
            return connected.orElseThrow(() -> refusal.apply(result));
        }

        void ifConnected(java.util.function.Consumer<Spawned.Connected> action) {
            connected.ifPresent(action);
        }
    }

    private static SpawnOutcome spawned(Supplier<Spawned> action, Operation operation) {
        try {
            Spawned spawned = action.get();
            if (spawned instanceof Spawned.Connected connected) {
                return new SpawnOutcome(
                        Optional.of(connected), ExecutionResult.accepted(operation, connected.runState()));
            }
            return new SpawnOutcome(Optional.empty(), ((Spawned.Refused) spawned).result());
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("operation", operation).setCause(e).log("execution backend failed");
            return new SpawnOutcome(
                    Optional.empty(), ExecutionResult.errored(operation, "the execution backend failed"));
        }
    }

    private static ExecutionResult asked(Operation operation, Supplier<ExecutionResult> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("operation", operation).setCause(e).log("execution backend failed");
            return ExecutionResult.errored(operation, "the execution backend failed");
        }
    }
}
