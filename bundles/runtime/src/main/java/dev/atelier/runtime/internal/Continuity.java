package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.ExecutionBackend.Spawned;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.RuntimeDiagnostic.Severity;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerExecution.Backend;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.internal.Backends.SpawnOutcome;
import dev.atelier.runtime.internal.Executing.Locked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers whose backend has gone: run by nobody, until it is here again and takes them up. */
final class Continuity {
    private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);

    private final Book book;
    private final Locked locked;
    private final Function<WorkerRef, WorkerChannel> channels;

    Continuity(Book book, Locked locked, Function<WorkerRef, WorkerChannel> channels) {
        this.book = book;
        this.locked = locked;
        this.channels = channels;
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

    /** @return how many were taken up */
    int restore(List<ExecutionBackend> backends) {
        return backends.stream().mapToInt(this::restore).sum();
    }

    private int restore(ExecutionBackend backend) {
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
        WorkerChannel channel = channels.apply(ref);
        channel.hold();
        SpawnOutcome outcome = Backends.spawned(
                Operation.RESTORE, () -> backend.restoreWorker(ref, worker.request(), backend.backendId(), channel));
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
            outcome.ifConnected(
                    connected -> Backends.asked(Operation.STOP, () -> backend.stopWorker(connected.handle())));
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
}
