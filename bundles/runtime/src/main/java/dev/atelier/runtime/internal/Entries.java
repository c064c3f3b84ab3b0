package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.RuntimeDiagnostic.Severity;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.TranscriptEntry.Role;
import dev.atelier.runtime.api.WorkerDetail;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerInteractionAck;
import dev.atelier.runtime.api.WorkerLifecycleAck;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What happens to a Worker in the catalogue. Everything here is done under the lock of the runtime. */
final class Entries {
    private final Book book;
    private final ObservationBus bus;

    Entries(Book book, ObservationBus bus) {
        this.book = book;
        this.bus = bus;
    }

    void checkRequest(CreateWorkerRequest request) {
        book.requireRunning();
        RequestRules.check(request, book.runtime().configBundles());
    }

    /** A Worker that nobody runs. */
    WorkerDetail create(CreateWorkerRequest request) {
        checkRequest(request);
        WorkerRef ref = book.nextWorker();
        Draft draft = book.draft();
        draftWorker(draft, ref, request, WorkerExecution.UNCONNECTED);
        WorkerInput input = request.initialInput();
        if (input != null) {
            draftInput(draft, snapshot(draft, ref), input, true);
        }
        book.commit(draft, "a new Worker");
        if (input != null) {
            publish(ref, input, true);
        }
        return book.require(ref).detail();
    }

    void draftWorker(Draft draft, WorkerRef ref, CreateWorkerRequest request, WorkerExecution execution) {
        if (request.configBundle() == null) {
            draft.diagnostic(
                    Severity.INFO,
                    "runtime.local_default_resources",
                    "the Worker has no config bundle and gets the defaults of this host",
                    ref);
        }
        if (request.requestedCapabilities().isEmpty()) {
            draft.diagnostic(Severity.INFO, "worker.tools_less", "the Worker asks for no capability", ref);
        }
        long event = draft.event(RuntimeEvent.Kind.WORKER_CREATED, ref, "worker created");
        draft.worker(WorkerSnapshot.created(ref, request, event, execution));
    }

    private static WorkerSnapshot snapshot(Draft draft, WorkerRef ref) {
        return draft.change().workers().stream()
                .filter(worker -> worker.ref().equals(ref))
                .findFirst()
                .orElseThrow();
    }

    void draftInitialInput(Draft draft, WorkerRef ref, WorkerInput input) {
        draftInput(draft, snapshot(draft, ref), input, false);
    }

    Held checkInput(WorkerRef worker, WorkerInput input) {
        book.requireRunning();
        RequestRules.checkContent(input);
        Held held = book.require(worker);
        if (held.snapshot.status().isFinal()) {
            throw new RuntimeRefusal(
                    RuntimeError.INVALID_REQUEST,
                    "worker " + worker.workerId() + " is "
                            + held.snapshot.status().wire() + " and takes no input");
        }
        return held;
    }

    /** Input to a Worker that nobody runs: the user gets the fixed answer. */
    WorkerInteractionAck input(WorkerRef worker, WorkerInput input) {
        return input(worker, input, true, null);
    }

    /** Input that a backend has taken; the answer comes from there. */
    WorkerInteractionAck dispatched(WorkerRef worker, WorkerInput input, WorkerExecution execution) {
        return input(worker, input, false, execution);
    }

    private WorkerInteractionAck input(
            WorkerRef worker, WorkerInput input, boolean answered, @Nullable WorkerExecution execution) {
        Held held = checkInput(worker, input);
        Draft draft = book.draft();
        WorkerSnapshot before = execution == null ? held.snapshot : held.snapshot.withExecution(execution);
        long sequence = draftInput(draft, before, input, answered);
        book.commit(draft, "an input");
        publish(worker, input, answered);
        return new WorkerInteractionAck(worker, held.snapshot.status(), sequence, held.snapshot.lastEventId());
    }

    private static long draftInput(Draft draft, WorkerSnapshot worker, WorkerInput input, boolean answered) {
        long event = draft.event(RuntimeEvent.Kind.WORKER_INPUT_ACCEPTED, worker.ref(), "input accepted");
        WorkerSnapshot told = worker.withEvent(event);
        draft.worker(told);
        boolean user = input.kind() == WorkerInput.Kind.USER;
        long sequence = draft.entry(told, user ? Role.USER : Role.SYSTEM, input.content(), event);
        if (user && answered) {
            draft.entry(told, Role.ASSISTANT, Payloads.NOT_CONNECTED, event);
        }
        return sequence;
    }

    void publish(WorkerRef worker, WorkerInput input, boolean answered) {
        bus.publish(worker.workerId(), Payloads.of(input));
        if (answered && input.kind() == WorkerInput.Kind.USER) {
            bus.publish(worker.workerId(), Payloads.textDone(Payloads.NOT_CONNECTED));
        }
    }

    /** What was said to it and by it goes with it; that it was there stands in the events. */
    void delete(WorkerRef worker) {
        book.requireRunning();
        Held held = book.require(worker);
        if (!held.snapshot.status().isFinal()) {
            throw new RuntimeRefusal(
                    RuntimeError.INVALID_REQUEST, "worker " + worker.workerId() + " is running; stop it first");
        }
        Draft draft = book.draft();
        draft.delete(worker);
        book.commit(draft, "deleting a Worker");
    }

    /** The first end wins; whoever comes later is told of it. */
    WorkerLifecycleAck end(WorkerRef worker, WorkerStatus end, @Nullable String reason) {
        book.requireRunning();
        Held held = book.require(worker);
        if (!held.snapshot.status().isFinal()) {
            boolean stopped = end == WorkerStatus.STOPPED;
            Draft draft = book.draft();
            long event = draft.event(
                    stopped ? RuntimeEvent.Kind.WORKER_STOPPED : RuntimeEvent.Kind.WORKER_CANCELLED,
                    worker,
                    Objects.requireNonNullElse(reason, stopped ? "worker stopped" : "worker cancelled"));
            draft.worker(held.snapshot.ended(end, event).withExecution(Executing.over(held.snapshot.execution())));
            book.commit(draft, stopped ? "stopping a Worker" : "cancelling a Worker");
            held.connection = null;
        }
        return new WorkerLifecycleAck(worker, held.snapshot.status(), held.snapshot.lastEventId());
    }
}
