package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.ExecutionBackend.Spawned;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.RuntimeError;
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
    private final Continuity continuity;
    private final Backends backends = new Backends();

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
        this.continuity = new Continuity(book, locked, this::channel);
    }

    boolean isAttached() {
        return backends.any();
    }

    void attach(ExecutionBackend backend) {
        backends.add(backend);
        backends.rivals(backend).forEach(this::detach);
    }

    void detach(ExecutionBackend backend) {
        if (!backends.remove(backend)) {
            return;
        }
        List<WorkerChannel> lost = new ArrayList<>();
        locked.run(() -> {
            continuity.markStale(held -> isRunBy(held, backend), lost);
            return true;
        });
        lost.forEach(WorkerChannel::close);
    }

    private static boolean isRunBy(Held held, ExecutionBackend backend) {
        Held.Connection connection = held.connection;
        return connection != null && connection.handle().backendId().equals(backend.backendId());
    }

    /** Empty when none would run it. */
    Optional<ExecutionBackend> serving(CreateWorkerRequest request) {
        return backends.serving(request);
    }

    WorkerDetail create(ExecutionBackend backend, CreateWorkerRequest request) {
        WorkerRef ref = locked.run(book::nextWorker);
        WorkerChannel channel = channel(ref);
        channel.hold();
        Spawned.Connected connected = Backends.spawned(
                        Operation.SPAWN, () -> backend.spawnWorker(ref, request, channel))
                .orElseThrow(result -> refused(channel, result));
        ExecutionResult result = ExecutionResult.accepted(Operation.SPAWN, connected.runState());
        WorkerInput input = request.initialInput();
        try {
            if (input != null) {
                result = Backends.asked(Operation.INPUT, () -> backend.dispatchInput(connected.handle(), input));
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
            ExecutionResult stopped = Backends.asked(Operation.STOP, () -> backend.stopWorker(connected.handle()));
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
        ExecutionBackend backend = backends.of(connection.handle()).orElseThrow(() -> unavailable(worker));
        connection.channel().hold();
        try {
            ExecutionResult result =
                    Backends.asked(Operation.INPUT, () -> backend.dispatchInput(connection.handle(), input));
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
        ExecutionBackend backend = backends.of(connection.handle()).orElse(null);
        if (backend != null) {
            ExecutionResult result = Backends.asked(
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
        for (Held.Connection connection : connections) {
            connection.channel().close();
            backends.of(connection.handle())
                    .ifPresent(
                            backend -> Backends.asked(Operation.STOP, () -> backend.stopWorker(connection.handle())));
        }
    }

    @Nullable
    ObjectNode snapshot(Held.Connection connection) {
        try {
            return backends.of(connection.handle())
                    .flatMap(backend -> backend.snapshot(connection.handle()))
                    .orElse(null);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("execution backend has no snapshot");
            return null;
        }
    }

    int restore() {
        return continuity.restore(backends.all());
    }

    /** Under the lock. Workers that an earlier process ran. */
    void findStale() {
        continuity.markStale(held -> held.connection == null, new ArrayList<>());
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
}
