package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.EngineOperations;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.verify.Verifier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one door through which engines change: hands each wish to the one that plans it. */
public final class Operations implements EngineOperations, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    /** Who asks for the versions that come with the installation. */
    static final String START = "start";

    private final Context context;
    private final Shelf shelf;
    private final Runs runs;
    private final Installing installing;
    private final Fetching fetching;
    private final RollingBack rollingBack;
    private final Removing removing;

    public Operations(Context context, Verifier verifier, SourceResolver resolver) {
        this.context = context;
        this.shelf = new Shelf(context);
        this.runs = new Runs(context);
        this.rollingBack = new RollingBack(context, shelf, runs);
        this.removing = new Removing(context, shelf, runs);
        Intake intake = new Intake(context.store(), verifier, resolver, context.journal(), context.clock());
        this.installing = new Installing(context, shelf, runs, intake, rollingBack::watch);
        this.fetching = new Fetching(context, shelf, runs, intake, installing);
    }

    // ---- changes ----

    @Override
    public Preview preview(Source source, boolean allowUnsigned) throws RefusedOperation {
        ready(); // the start takes whatever does not serve out of the framework
        return installing.preview(source, allowUnsigned);
    }

    @Override
    public Operation install(Source source, boolean allowUnsigned, String requestedBy) throws RefusedOperation {
        ready();
        String reference = source.reference();
        return source.file() == null && reference != null
                ? fetching.install(reference, allowUnsigned, requestedBy)
                : installing.install(source, allowUnsigned, requestedBy);
    }

    @Override
    public Operation rollback(String engineId, String requestedBy) throws RefusedOperation {
        ready();
        return rollingBack.rollback(engineId, requestedBy);
    }

    @Override
    public Operation remove(String engineId, @Nullable String version, String requestedBy) throws RefusedOperation {
        ready();
        return removing.remove(engineId, version, requestedBy);
    }

    private void ready() throws RefusedOperation {
        if (context.registry().starting()) {
            throw new RefusedOperation(409, "starting", "the engines are still starting; try again in a moment");
        }
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

    @Override
    public CompletableFuture<Operation> end(String id) {
        return runs.end(id);
    }

    /** How many operations ended how, since the start. */
    public Map<Operation.State, AtomicLong> ended() {
        return runs.ended();
    }

    /** Shows a refusal to those who were not there when it was given: nobody waits for the deploy folder's answer. */
    public void tellRefused(String engine, String requestedBy, RefusedOperation refused) {
        runs.tellRefused(engine, requestedBy, refused);
    }

    // ---- start and stop ----

    /** Begins with what the journal tells. Ends with every engine that can serve serving. */
    public void startUp(Seeds seeds, Runnable then) {
        Instant since = context.time();
        runs.execute(() -> {
            try {
                new StartUp(context, shelf, runs, installing).run(seeds, since);
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

    @Override
    public void close() {
        context.registry().close();
        fetching.close();
        runs.close();
        shelf.letGo();
    }
}
