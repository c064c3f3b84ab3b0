package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.registry.Probation;
import dev.atelier.engine.manager.internal.registry.Slot;
import dev.atelier.engine.manager.internal.registry.Version;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans the ways back: asked for, or because a version on probation fails its jobs. */
final class RollingBack {
    private static final Logger LOG = LoggerFactory.getLogger(RollingBack.class);
    private static final List<String> STEPS = List.of("start", "self-test", "switch", "drain", "retire");
    private static final String PROBATION = "probation";

    private final Context context;
    private final Shelf shelf;
    private final Runs runs;

    RollingBack(Context context, Shelf shelf, Runs runs) {
        this.context = context;
        this.shelf = shelf;
        this.runs = runs;
    }

    Operation rollback(String engineId, String requestedBy) throws RefusedOperation {
        OperationRun busy = runs.of(engineId);
        if (busy != null && busy.turnBack("asked for by " + requestedBy)) {
            return busy.now();
        }
        EngineEntry entry = context.known(engineId);
        Installed previous = entry.previousVersion()
                .filter(v -> context.store().find(v.sha256()).isPresent())
                .orElseThrow(() -> new RefusedOperation(
                        409,
                        "nothing_to_roll_back",
                        "engine `" + engineId + "` has no earlier version here to go back to"));
        Version old = context.currentOf(entry);
        Change.Begun begun = Change.Begun.of(Runs.newId(), Operation.Kind.ROLLBACK, entry, previous, requestedBy);
        OperationRun run = runs.begin(begun, STEPS, entry);
        Version target = context.registry().know(new Version(previous, State.RETIRED, context.time()));
        boolean pinned = !requestedBy.equals(PROBATION) || entry.pinned();
        runs.start(run, () -> new Switching(context, shelf, run, target, old, entry, false, pinned, this::watch).run());
        return run.now();
    }

    /** A version that fails its probation after its operation has ended is rolled back by an operation of its own. */
    void watch(Version version) {
        Slot slot = version.slot();
        Probation probation = slot == null ? null : slot.probation();
        if (probation == null) {
            return;
        }
        probation.whenFailed(reason -> {
            version.failedProbation(reason);
            try {
                runs.execute(() -> revert(version.engine(), reason));
            } catch (RejectedExecutionException e) {
                LOG.atWarn().addKeyValue("engine", version.engine()).log("engine failed its probation while stopping");
            }
        });
    }

    private void revert(String engine, String reason) {
        LOG.atWarn()
                .addKeyValue("engine", engine)
                .addKeyValue("reason", reason)
                .log("engine failed its probation; rolling back");
        try {
            Operation started = rollback(engine, PROBATION);
            LOG.atDebug().addKeyValue("operation", started.id()).log("rolling back");
        } catch (RefusedOperation e) {
            LOG.atError().addKeyValue("engine", engine).setCause(e).log("roll-back after probation refused");
        }
    }
}
