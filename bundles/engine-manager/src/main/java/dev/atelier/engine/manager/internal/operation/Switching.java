package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.registry.Probation;
import dev.atelier.engine.manager.internal.registry.Slot;
import dev.atelier.engine.manager.internal.registry.Version;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one version up beside the one that serves, lets it take over, and retires the other. Up to the switch every
 * failure is undone without the old version noticing; from the switch on it is finished, or turned back.
 */
final class Switching {
    private static final Logger LOG = LoggerFactory.getLogger(Switching.class);

    private final Context context;
    private final Shelf shelf;
    private final Drain drain;
    private final OperationRun run;
    private final Version target;
    private final @Nullable Version old;
    private final EngineEntry before;
    private final boolean bringsIn;
    private final boolean pinned;
    private final Consumer<Version> onProbation;

    /**
     * @param before what the ledger knew of the engine before this operation
     * @param bringsIn whether the target came with this operation and goes when it fails
     * @param onProbation told of a version that is to be watched after this operation
     */
    Switching(
            Context context,
            Shelf shelf,
            OperationRun run,
            Version target,
            @Nullable Version old,
            EngineEntry before,
            boolean bringsIn,
            boolean pinned,
            Consumer<Version> onProbation) {
        this.context = context;
        this.shelf = shelf;
        this.drain = new Drain(context);
        this.run = run;
        this.target = target;
        this.old = old;
        this.before = before;
        this.bringsIn = bringsIn;
        this.pinned = pinned;
        this.onProbation = onProbation;
    }

    void run() {
        try {
            start();
            selfTest();
            takeOver();
        } catch (StepFailed e) {
            undo(e.fault());
            return;
        } catch (InterruptedException e) {
            undo(new Operation.Fault("interrupted", "the worker stopped meanwhile", "try again"));
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException | LinkageError e) {
            LOG.atError().setCause(e).addKeyValue("operation", run.id()).log("engine operation broke");
            undo(new Operation.Fault("internal_error", String.valueOf(e), "look into the log, and report it"));
            return;
        }
        try {
            finish();
        } catch (InterruptedException e) {
            // The next start finishes what the journal says is switched.
            Thread.currentThread().interrupt();
        }
    }

    private void start() throws StepFailed, InterruptedException {
        run.step("start");
        context.engineChanged(target.engine());
        shelf.up(target);
        run.done("start", target.installed().bundle() + " runs beside what is there");
    }

    private void selfTest() throws StepFailed, InterruptedException {
        run.step("self-test");
        Slot slot = slotOf(target);
        Health health = slot.health();
        if (!health.available()) {
            if (servesWell(old)) {
                throw new StepFailed(
                        "not_available_here",
                        "it cannot serve on this machine: " + health.reason(),
                        String.valueOf(health.remedy()),
                        null);
            }
            run.skipped("self-test", "cannot serve yet: " + health.reason());
            return;
        }
        target.is(State.PROBING, context.time());
        context.engineChanged(target.engine());
        Engine engine = slot.engine();
        run.done("self-test", new SelfTest(context).run(target.engine(), engine));
    }

    private static boolean servesWell(@Nullable Version version) {
        Slot slot = version == null ? null : version.slot();
        return slot != null && slot.health().available();
    }

    private void takeOver() throws StepFailed {
        run.step("switch");
        boolean oldServed = old != null && old.slot() != null;
        String previous = oldServed ? before.current() : before.previous();
        if (Objects.equals(previous, target.installed().sha256())) {
            previous = null;
        }
        run.write(new Change.Switched(
                run.id(), target.engine(), target.installed().sha256(), previous, pinned, false, target.about()));
        if (oldServed && run.now().kind() == Operation.Kind.SWAP) {
            watch(slotOf(target));
        }
        target.is(State.ACTIVE, context.time());
        context.registry().serve(target);
        run.done("switch", "new jobs go to " + target.installed().version());
        context.engineChanged(target.engine());
    }

    private void watch(Slot slot) {
        var settings = context.now();
        if (settings.probation().isZero()) {
            return;
        }
        slot.watch(new Probation(
                context.clock(),
                context.time().plus(settings.probation()),
                settings.probationErrorPercent(),
                settings.probationMinJobs()));
    }

    private void finish() throws InterruptedException {
        Version replaced = old;
        Slot closing = replaced == null ? null : replaced.slot();
        if (replaced == null || closing == null) {
            run.skipped("drain", "nothing was serving before");
        } else {
            run.stepRegardless("drain");
            replaced.is(State.DRAINING, context.time());
            closing.close();
            run.allowTurnBack();
            Drain.Outcome outcome = drain.await(closing, run, probation());
            String reason = run.noMoreTurnBack();
            if (!reason.isEmpty()) {
                turnBack(replaced, closing, reason);
                return;
            }
            run.done("drain", outcome.inWords());
        }
        retire(replaced);
        run.end(Operation.State.DONE, null);
        context.engineChanged(target.engine());
        if (probation() != null) {
            onProbation.accept(target);
        }
    }

    private void retire(@Nullable Version replaced) {
        run.stepRegardless("retire");
        String detail = "nothing to retire";
        if (replaced != null) {
            shelf.down(replaced);
            if (replaced.state() != State.FAILED) {
                replaced.is(State.RETIRED, context.time());
            }
            detail = replaced.installed().version() + " is kept for a roll-back";
        }
        forgetTheRest();
        run.done("retire", detail);
    }

    /** One version to go back to is enough; the others leave. */
    private void forgetTheRest() {
        EngineEntry now = context.journal().ledger().engine(target.engine()).orElse(before);
        for (String sha256 : now.versions().keySet()) {
            if (!sha256.equals(now.current()) && !sha256.equals(now.previous())) {
                run.note(new Change.Forgotten(now.id(), sha256));
                context.registry().version(sha256).ifPresent(shelf::away);
                context.host().uninstall(sha256);
            }
        }
        shelf.prune();
    }

    private void turnBack(Version replaced, Slot reopened, String reason) throws InterruptedException {
        Operation.Fault fault = new Operation.Fault(
                reason.startsWith("asked") ? "turned_back" : "error_rate",
                "the switch was turned back: " + reason,
                "the version before serves again");
        run.note(new Change.Switched(
                run.id(),
                target.engine(),
                before.current(),
                bringsIn ? before.previous() : target.installed().sha256(),
                before.pinned(),
                before.removed(),
                null));
        reopened.reopen();
        replaced.is(State.ACTIVE, context.time());
        context.registry().serve(replaced);
        context.engineChanged(target.engine());
        Slot failed = target.slot();
        if (failed != null) {
            failed.unwatch();
            failed.close();
            target.is(State.DRAINING, context.time());
            drain.await(failed);
        }
        putAway(fault, Operation.State.ROLLED_BACK);
    }

    private void undo(Operation.Fault fault) {
        // An interrupt is for the operation, not for tidying up after it.
        boolean interrupted = Thread.interrupted();
        boolean ran = target.slot() != null;
        shelf.down(target);
        putAway(fault, ran && servesWell(old) ? Operation.State.ROLLED_BACK : Operation.State.FAILED);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void putAway(Operation.Fault fault, Operation.State state) {
        target.failed(fault.message(), context.time());
        if (bringsIn) {
            shelf.away(target);
        } else {
            shelf.down(target);
            target.is(State.RETIRED, context.time());
        }
        run.end(state, fault);
        shelf.prune();
        context.engineChanged(target.engine());
    }

    /** None any more once its service went away by itself, which may happen at any moment after the switch. */
    private @Nullable Probation probation() {
        Slot slot = target.slot();
        return slot == null ? null : slot.probation();
    }

    private static Slot slotOf(Version version) {
        return Objects.requireNonNull(version.slot(), "a version that was started has a slot");
    }
}
