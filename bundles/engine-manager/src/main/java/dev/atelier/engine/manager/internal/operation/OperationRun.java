package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.Operation.StepState;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.Journal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operation while it runs: its steps go to the journal first, then to those who watch. */
final class OperationRun {
    private static final Logger LOG = LoggerFactory.getLogger(OperationRun.class);

    private final Journal journal;
    private final Clock clock;
    private final Consumer<Operation> watcher;
    /** Completed with a reason when the switch shall be turned back while the old version is still draining. */
    private final CompletableFuture<String> turnBack = new CompletableFuture<>();

    private final CompletableFuture<Operation> over = new CompletableFuture<>();
    private boolean canTurnBack;
    private volatile Operation operation;

    OperationRun(Journal journal, Clock clock, Consumer<Operation> watcher, Change.Begun begun, List<String> steps) {
        this.journal = journal;
        this.clock = clock;
        this.watcher = watcher;
        this.operation = new Operation(
                begun.op(),
                begun.kind(),
                begun.engine(),
                begun.fromVersion(),
                begun.toVersion(),
                Operation.State.RUNNING,
                steps.stream()
                        .map(s -> new Operation.Step(s, StepState.WAITING, null, 0, null))
                        .toList(),
                null,
                clock.instant(),
                null,
                begun.requestedBy(),
                begun.unsigned());
    }

    String id() {
        return operation.id();
    }

    /** It was a download; now that it is here, it is known what it does. */
    void becomes(Change.Begun begun) {
        Operation before = operation;
        operation = new Operation(
                before.id(),
                begun.kind(),
                begun.engine(),
                begun.fromVersion(),
                begun.toVersion(),
                before.state(),
                before.steps(),
                before.error(),
                before.startedAt(),
                before.finishedAt(),
                before.requestedBy(),
                begun.unsigned());
    }

    /** How far a running step has come: for those who watch, not for the journal. */
    void progress(String step, String detail) {
        operation.steps().stream()
                .filter(s -> s.name().equals(step))
                .findFirst()
                .ifPresent(s -> replace(new Operation.Step(
                        step, StepState.RUNNING, s.startedAt(), millisSince(s.startedAt()), detail)));
    }

    Operation now() {
        return operation;
    }

    /** A step that was done before the operation had a name. */
    void past(String step, Instant startedAt, Duration took, String detail) {
        note(new Change.Stepped(id(), step, "done", detail));
        replace(new Operation.Step(step, StepState.DONE, startedAt, took.toMillis(), detail));
    }

    void step(String name) throws StepFailed {
        write(new Change.Stepped(id(), name, "running", null));
        replace(new Operation.Step(name, StepState.RUNNING, clock.instant(), 0, null));
    }

    /** As {@link #step}, where there is no way back: a journal that cannot be written does not stop it. */
    void stepRegardless(String name) {
        note(new Change.Stepped(id(), name, "running", null));
        replace(new Operation.Step(name, StepState.RUNNING, clock.instant(), 0, null));
    }

    void done(String name, @Nullable String detail) {
        finish(name, StepState.DONE, detail);
    }

    void skipped(String name, String detail) {
        finish(name, StepState.SKIPPED, detail);
    }

    private void finish(String name, StepState state, @Nullable String detail) {
        note(new Change.Stepped(id(), name, state.wireName(), detail));
        Instant started = operation.steps().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .map(Operation.Step::startedAt)
                .orElse(null);
        replace(new Operation.Step(name, state, started, millisSince(started), detail));
    }

    private long millisSince(@Nullable Instant started) {
        return started == null ? 0 : Duration.between(started, clock.instant()).toMillis();
    }

    /** Something that must be on disk before it is acted upon. */
    void write(Change change) throws StepFailed {
        try {
            journal.append(change);
        } catch (IOException e) {
            throw new StepFailed(
                    "disk_full",
                    "the journal of operations cannot be written: " + e.getMessage(),
                    "free some disk space and try again",
                    e);
        }
    }

    void note(Change change) {
        try {
            journal.append(change);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("operation", id()).setCause(e).log("journal of engine operations not written");
        }
    }

    void end(Operation.State state, Operation.@Nullable Fault fault) {
        if (fault != null) {
            running().ifPresent(s -> finish(s, StepState.FAILED, fault.message()));
        }
        note(new Change.Ended(id(), state, fault));
        try {
            journal.checkpoint();
        } catch (IOException e) {
            // Only a shortcut for the next start.
            LOG.atDebug().setCause(e).log("state of the engines not saved");
        }
        tell(operation.steps(), state, fault, clock.instant());
        LOG.atInfo()
                .addKeyValue("operation", id())
                .addKeyValue("kind", operation.kind().wireName())
                .addKeyValue("engine", operation.engine())
                .addKeyValue("from", operation.from())
                .addKeyValue("to", operation.to())
                .addKeyValue("state", state.wireName())
                .addKeyValue("error", fault == null ? "" : fault.code() + ": " + fault.message())
                .log("engine operation ended");
    }

    private Optional<String> running() {
        return operation.steps().stream()
                .filter(s -> s.state() == StepState.RUNNING)
                .map(Operation.Step::name)
                .findFirst();
    }

    private void replace(Operation.Step step) {
        List<Operation.Step> steps = new ArrayList<>(operation.steps());
        steps.replaceAll(s -> s.name().equals(step.name()) ? step : s);
        tell(steps, operation.state(), operation.error(), operation.finishedAt());
    }

    private void tell(
            List<Operation.Step> steps,
            Operation.State state,
            Operation.@Nullable Fault fault,
            @Nullable Instant finishedAt) {
        Operation before = operation;
        operation = new Operation(
                before.id(),
                before.kind(),
                before.engine(),
                before.from(),
                before.to(),
                state,
                steps,
                fault,
                before.startedAt(),
                finishedAt,
                before.requestedBy(),
                before.unsigned());
        watcher.accept(operation);
    }

    CompletableFuture<String> turnBackAsked() {
        return turnBack;
    }

    /** Completes once nothing of it runs any more. */
    CompletableFuture<Operation> end() {
        return over;
    }

    void over() {
        over.complete(operation);
    }

    synchronized void allowTurnBack() {
        canTurnBack = true;
    }

    /** Asks for the switch to be turned back; false when it is too late or too early for that. */
    synchronized boolean turnBack(String reason) {
        return canTurnBack && turnBack.complete(reason);
    }

    /** From here on it is too late. Empty when nobody asked. */
    synchronized String noMoreTurnBack() {
        canTurnBack = false;
        return turnBack.getNow("");
    }
}
