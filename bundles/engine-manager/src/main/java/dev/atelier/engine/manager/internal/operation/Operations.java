package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.EngineOperations;
import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.registry.Probation;
import dev.atelier.engine.manager.internal.registry.Slot;
import dev.atelier.engine.manager.internal.registry.Version;
import dev.atelier.engine.manager.internal.verify.Verifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one door through which engines change: plans each operation and hands it over to be run. */
public final class Operations implements EngineOperations, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    private static final List<String> ALL_STEPS =
            List.of("stage", "verify", "preview", "start", "self-test", "switch", "drain", "retire");
    private static final List<String> ROLLBACK_STEPS = List.of("start", "self-test", "switch", "drain", "retire");
    /** Who asks for the versions that come with the installation. */
    static final String START = "start";

    private final Context context;
    private final Shelf shelf;
    private final Intake intake;
    private final Previews previews;
    private final Runs runs;

    public Operations(Context context, Verifier verifier, SourceResolver resolver) {
        this.context = context;
        this.shelf = new Shelf(context);
        this.intake = new Intake(context.store(), verifier, resolver, context.journal(), context.clock());
        this.previews = new Previews(context);
        this.runs = new Runs(context);
    }

    // ---- install and swap ----

    @Override
    public Preview preview(Source source, boolean allowUnsigned) throws RefusedOperation {
        ready("preview"); // the start takes whatever does not serve out of the framework
        try (Candidate candidate = intake.take(source, allowUnsigned)) {
            Optional<EngineEntry> entry =
                    context.journal().ledger().engine(candidate.jar().engine());
            Conflicts.check(candidate.jar(), candidate.staged().sha256(), entry);
            return previews.tryOut(candidate, entry);
        }
    }

    @Override
    public Operation install(Source source, boolean allowUnsigned, String requestedBy) throws RefusedOperation {
        ready(requestedBy);
        try (Candidate candidate = intake.take(source, allowUnsigned)) {
            return install(candidate, requestedBy);
        }
    }

    private void ready(String requestedBy) throws RefusedOperation {
        if (context.registry().starting() && !requestedBy.equals(START)) {
            throw new RefusedOperation(409, "starting", "the engines are still starting; try again in a moment");
        }
    }

    private Operation install(Candidate candidate, String requestedBy) throws RefusedOperation {
        String engine = candidate.jar().engine();
        EngineEntry entry = entry(engine);
        Installed installed = candidate.installed(context.time());
        Conflicts.check(candidate.jar(), installed.sha256(), Optional.of(entry));
        Version old = currentOf(entry);
        Operation.Kind kind = entry.current() == null ? Operation.Kind.INSTALL : Operation.Kind.SWAP;
        Change.Begun begun = new Change.Begun(
                Runs.newId(),
                kind,
                engine,
                entry.current(),
                installed.sha256(),
                entry.currentVersion().map(Installed::version).orElse(null),
                installed.version(),
                installed,
                requestedBy,
                candidate.trust().onRequestOnly());
        boolean bringsIn = !entry.versions().containsKey(installed.sha256());
        OperationRun run = runs.reserve(begun, ALL_STEPS, entry);
        boolean begunInJournal = false;
        try {
            // First the line, then the file: whatever lies in the store without a line may be deleted at any time.
            runs.write(begun);
            begunInJournal = true;
            Path file = context.store().keep(candidate.staged(), installed.bsn(), installed.version());
            run.past("stage", candidate.startedAt(), candidate.staging(), installed.size() + " bytes");
            run.past(
                    "verify",
                    candidate.startedAt().plus(candidate.staging()),
                    candidate.verifying(),
                    candidate.trust().inWords());
            previews.letIn(run, candidate, installed, file, entry.current(), bringsIn);
        } catch (RefusedOperation e) {
            giveUp(run, begunInJournal, new Operation.Fault(e.code(), String.valueOf(e.getMessage()), ""));
            throw e;
        } catch (RuntimeException | LinkageError e) {
            // The framework's surprise; kept reserved, the engine could not be changed until a restart.
            giveUp(run, begunInJournal, Runs.broken(e));
            throw e;
        }
        Version target = context.registry().know(new Version(installed, State.STAGED, context.time()));
        boolean pinned = !requestedBy.equals(START) && !(candidate.trust().shipped() && kind == Operation.Kind.INSTALL);
        runs.start(
                run, () -> new Switching(context, shelf, run, target, old, entry, bringsIn, pinned, this::watch).run());
        return run.now();
    }

    private void giveUp(OperationRun run, boolean begunInJournal, Operation.Fault fault) {
        runs.release(run);
        if (begunInJournal) {
            runs.end(run, fault);
        }
        shelf.prune();
    }

    // ---- roll back and remove ----

    @Override
    public Operation rollback(String engineId, String requestedBy) throws RefusedOperation {
        ready(requestedBy);
        OperationRun busy = runs.of(engineId);
        if (busy != null && busy.turnBack("asked for by " + requestedBy)) {
            return busy.now();
        }
        EngineEntry entry = known(engineId);
        Installed previous = entry.previousVersion()
                .filter(v -> context.store().find(v.sha256()).isPresent())
                .orElseThrow(() -> new RefusedOperation(
                        409,
                        "nothing_to_roll_back",
                        "engine `" + engineId + "` has no earlier version here to go back to"));
        Change.Begun begun = begun(Operation.Kind.ROLLBACK, entry, previous, requestedBy);
        OperationRun run = runs.reserve(begun, ROLLBACK_STEPS, entry);
        runs.begin(begun, run);
        Version target = context.registry().know(new Version(previous, State.RETIRED, context.time()));
        boolean pinned = !requestedBy.equals("probation") || entry.pinned();
        runs.start(run, () -> new Switching(
                        context, shelf, run, target, currentOf(entry), entry, false, pinned, this::watch)
                .run());
        return run.now();
    }

    @Override
    public Operation remove(String engineId, @Nullable String version, String requestedBy) throws RefusedOperation {
        ready(requestedBy);
        EngineEntry entry = known(engineId);
        List<Installed> gone = new ArrayList<>(entry.versions().values());
        if (version != null) {
            gone.removeIf(v -> !v.version().equals(version) && !v.sha256().equals(version));
            if (gone.isEmpty()) {
                throw new RefusedOperation(
                        404, "unknown_engine", "engine `" + engineId + "` has no version " + version + " here");
            }
        }
        boolean whole = gone.size() == entry.versions().size();
        if (!whole && gone.stream().anyMatch(v -> v.sha256().equals(entry.current()))) {
            throw new RefusedOperation(
                    409, "is_current", "version " + version + " serves; roll back first, or remove the whole engine");
        }
        Change.Begun begun = begun(Operation.Kind.REMOVE, entry, null, requestedBy);
        OperationRun run = runs.reserve(begun, whole ? Removal.STEPS : List.of("retire"), entry);
        runs.begin(begun, run);
        Removal removal = new Removal(context, shelf, run, entry);
        runs.start(run, () -> {
            if (whole) {
                removal.whole();
            } else {
                removal.versions(gone);
            }
        });
        return run.now();
    }

    private static Change.Begun begun(
            Operation.Kind kind, EngineEntry entry, @Nullable Installed to, String requestedBy) {
        return new Change.Begun(
                Runs.newId(),
                kind,
                entry.id(),
                entry.current(),
                to == null ? null : to.sha256(),
                entry.currentVersion().map(Installed::version).orElse(null),
                to == null ? null : to.version(),
                null,
                requestedBy,
                false);
    }

    // ---- what was done ----

    @Override
    public List<Operation> operations() {
        return runs.newestFirst();
    }

    @Override
    public Optional<Operation> operation(String id) {
        return runs.find(id);
    }

    /** How many operations ended how, since the start. */
    public Map<Operation.State, AtomicLong> ended() {
        return runs.ended();
    }

    /** Shows a refusal to those who were not there when it was given: nobody waits for the deploy folder's answer. */
    public void tellRefused(String engine, String requestedBy, RefusedOperation refused) {
        runs.tellRefused(engine, requestedBy, refused);
    }

    // ---- probation ----

    /** A version that fails its probation after its operation has ended is rolled back by an operation of its own. */
    private void watch(Version version) {
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
            Operation started = rollback(engine, "probation");
            LOG.atDebug().addKeyValue("operation", started.id()).log("rolling back");
        } catch (RefusedOperation e) {
            LOG.atError().addKeyValue("engine", engine).setCause(e).log("roll-back after probation refused");
        }
    }

    // ---- small things ----

    private EngineEntry entry(String id) {
        return context.journal().ledger().engine(id).orElseGet(() -> EngineEntry.empty(id));
    }

    private EngineEntry known(String id) throws RefusedOperation {
        return context.journal()
                .ledger()
                .engine(id)
                .filter(e -> !e.versions().isEmpty())
                .orElseThrow(() -> new RefusedOperation(404, "unknown_engine", "there is no engine `" + id + "` here"));
    }

    private @Nullable Version currentOf(EngineEntry entry) {
        String sha256 = entry.current();
        return sha256 == null ? null : context.registry().version(sha256).orElse(null);
    }

    /** Begins with what the journal tells. Ends with every engine that can serve serving. */
    public void startUp(Seeds seeds, Runnable then) {
        Instant since = context.time();
        runs.execute(() -> {
            try {
                new StartUp(context, shelf, this, runs::execute).run(seeds, since);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("the engines did not start");
            } finally {
                context.registry().started();
                if (!runs.stopping()) {
                    then.run();
                }
            }
        });
    }

    void tellRecovered(Operation operation) {
        runs.tellRecovered(operation);
    }

    void installShipped(Seeds.Seed seed) throws RefusedOperation {
        Operation started = install(new Source(seed.file(), null, null, null, "shipped"), false, START);
        LOG.atDebug().addKeyValue("operation", started.id()).log("installing a shipped engine");
    }

    /** Returns once no operation changes the engine. */
    void awaitIdle(String engine) throws InterruptedException {
        runs.awaitIdle(engine);
    }

    @Override
    public void close() {
        context.registry().close();
        runs.close();
        shelf.letGo();
    }
}
