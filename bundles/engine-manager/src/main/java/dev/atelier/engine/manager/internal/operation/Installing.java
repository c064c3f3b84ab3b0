package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.EngineOperations.Preview;
import dev.atelier.engine.manager.api.EngineOperations.Source;
import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.registry.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans installs and swaps: from a bundle that was judged to an operation that runs. */
final class Installing {
    private static final Logger LOG = LoggerFactory.getLogger(Installing.class);
    static final List<String> STEPS =
            List.of("stage", "verify", "preview", "start", "self-test", "switch", "drain", "retire");

    private final Context context;
    private final Shelf shelf;
    private final Runs runs;
    private final Intake intake;
    private final Previews previews;
    private final Consumer<Version> onProbation;

    Installing(Context context, Shelf shelf, Runs runs, Intake intake, Consumer<Version> onProbation) {
        this.context = context;
        this.shelf = shelf;
        this.runs = runs;
        this.intake = intake;
        this.previews = new Previews(context);
        this.onProbation = onProbation;
    }

    Preview preview(Source source, boolean allowUnsigned) throws RefusedOperation {
        try (Candidate candidate = intake.take(source, allowUnsigned)) {
            Optional<EngineEntry> entry =
                    context.journal().ledger().engine(candidate.jar().engine());
            Conflicts.check(candidate.jar(), candidate.staged().sha256(), entry);
            return previews.tryOut(candidate, entry);
        }
    }

    Operation install(Source source, boolean allowUnsigned, String requestedBy) throws RefusedOperation {
        try (Candidate candidate = intake.take(source, allowUnsigned)) {
            return install(candidate, null, requestedBy);
        }
    }

    void shipped(Seeds.Seed seed) throws RefusedOperation {
        Operation started = install(new Source(seed.file(), null, null, null, "shipped"), false, Operations.START);
        LOG.atDebug().addKeyValue("operation", started.id()).log("installing a shipped engine");
    }

    /**
     * @param fetching the operation that brought it here, when one did; it goes on as the install
     */
    Operation install(Candidate candidate, @Nullable OperationRun fetching, String requestedBy)
            throws RefusedOperation {
        EngineEntry entry = context.entry(candidate.jar().engine());
        Installed installed = candidate.installed(context.time());
        Conflicts.check(candidate.jar(), installed.sha256(), Optional.of(entry));
        Change.Begun begun = begun(candidate, installed, entry, fetching, requestedBy);
        boolean bringsIn = !entry.versions().containsKey(installed.sha256());
        Version old = context.currentOf(entry);
        OperationRun run = Objects.requireNonNullElseGet(fetching, () -> runs.open(begun, STEPS));
        letIn(run, begun, candidate, installed, entry, bringsIn, fetching != null);
        Version target = context.registry().know(new Version(installed, State.STAGED, context.time()));
        boolean pinned = !requestedBy.equals(Operations.START)
                && !(candidate.trust().shipped() && begun.kind() == Operation.Kind.INSTALL);
        try {
            runs.start(run, () -> new Switching(context, shelf, run, target, old, entry, bringsIn, pinned, onProbation)
                    .run());
        } catch (RefusedOperation e) {
            takeOut(target, bringsIn);
            throw e;
        }
        return run.now();
    }

    private static Change.Begun begun(
            Candidate candidate,
            Installed installed,
            EngineEntry entry,
            @Nullable OperationRun fetching,
            String requestedBy) {
        return new Change.Begun(
                fetching == null ? Runs.newId() : fetching.id(),
                entry.current() == null ? Operation.Kind.INSTALL : Operation.Kind.SWAP,
                entry.id(),
                entry.current(),
                installed.sha256(),
                entry.currentVersion().map(Installed::version).orElse(null),
                installed.version(),
                installed,
                requestedBy,
                candidate.trust().onRequestOnly());
    }

    private void letIn(
            OperationRun run,
            Change.Begun begun,
            Candidate candidate,
            Installed installed,
            EngineEntry entry,
            boolean bringsIn,
            boolean fetched)
            throws RefusedOperation {
        boolean begunInJournal = fetched;
        try {
            runs.reserve(run, entry.id(), entry);
            // First the line, then the file: whatever lies in the store without a line may be deleted at any time.
            runs.write(begun);
            begunInJournal = true;
            run.becomes(begun);
            Path file = context.store().keep(candidate.staged(), installed.bsn(), installed.version());
            run.past("stage", candidate.startedAt(), candidate.staging(), installed.size() + " bytes");
            run.past(
                    "verify",
                    candidate.startedAt().plus(candidate.staging()),
                    candidate.verifying(),
                    candidate.trust().inWords());
            previews.letIn(run, candidate, installed, file, entry.current(), bringsIn);
        } catch (RefusedOperation e) {
            giveUp(run, entry.id(), begunInJournal, new Operation.Fault(e.code(), String.valueOf(e.getMessage()), ""));
            throw e;
        } catch (RuntimeException | LinkageError e) {
            // The framework's surprise; kept reserved, the engine could not be changed until a restart.
            giveUp(run, entry.id(), begunInJournal, Runs.broken(e));
            throw e;
        }
    }

    private void giveUp(OperationRun run, String engine, boolean begunInJournal, Operation.Fault fault) {
        if (begunInJournal) {
            runs.end(run, fault);
        } else {
            runs.release(run, engine);
        }
        shelf.prune();
    }

    /** It was let in, and then there was no thread to start it. */
    private void takeOut(Version target, boolean bringsIn) {
        if (bringsIn) {
            shelf.away(target);
        } else {
            context.host().uninstall(target.installed().sha256());
        }
        shelf.prune();
        context.engineChanged(target.engine());
    }
}
