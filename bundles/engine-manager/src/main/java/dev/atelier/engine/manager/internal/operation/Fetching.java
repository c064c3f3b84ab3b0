package dev.atelier.engine.manager.internal.operation;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.store.SourceBroken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs what is somewhere else: an operation whose first step brings it here. On threads of its own, so that slow
 * places keep nobody from changing an engine that is at hand.
 */
final class Fetching implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);
    private static final int AT_ONCE = 2;
    private static final int WAITING = 8;
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Duration BETWEEN_TELLS = Duration.ofMillis(250);
    private static final String FETCH = "fetch";

    private final Context context;
    private final Shelf shelf;
    private final Runs runs;
    private final Intake intake;
    private final Installing installing;
    private final ThreadPoolExecutor pool;

    Fetching(Context context, Shelf shelf, Runs runs, Intake intake, Installing installing) {
        this.context = context;
        this.shelf = shelf;
        this.runs = runs;
        this.intake = intake;
        this.installing = installing;
        this.pool = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Threads.named("engine-manager-fetch"));
        pool.allowCoreThreadTimeOut(true);
    }

    Operation install(String reference, boolean allowUnsigned, String requestedBy) throws RefusedOperation {
        intake.check(reference);
        List<String> steps = new ArrayList<>(Installing.STEPS);
        steps.add(0, FETCH);
        // Which engine it is, the bundle will tell; until then it goes by the name it was asked for.
        Change.Begun begun = new Change.Begun(
                Runs.newId(),
                Operation.Kind.INSTALL,
                nameOf(reference),
                null,
                null,
                null,
                null,
                null,
                requestedBy,
                false);
        runs.write(begun);
        OperationRun run = runs.open(begun, steps);
        runs.tell(run.now());
        try {
            pool.execute(() -> fetch(run, reference, allowUnsigned, requestedBy));
        } catch (RejectedExecutionException e) {
            runs.end(run, new Operation.Fault("too_many_operations", "too many downloads are waiting", "try later"));
            throw Runs.tooMany();
        }
        return run.now();
    }

    /** Of an address its last part, of {@code id@version} the id. */
    private static String nameOf(String reference) {
        String path = reference.replaceAll("[?#].*", "").replaceAll("/+$", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return reference.contains("://") || last.indexOf('@') < 1 ? last : last.substring(0, last.indexOf('@'));
    }

    private void fetch(OperationRun run, String reference, boolean allowUnsigned, String requestedBy) {
        try {
            run.step(FETCH);
            try (Candidate candidate = intake.fetch(reference, allowUnsigned, new Teller(run))) {
                installing.install(candidate, run, requestedBy);
            }
        } catch (RefusedOperation e) {
            failed(run, new Operation.Fault(e.code(), String.valueOf(e.getMessage()), remedyFor(e.code())));
        } catch (StepFailed e) {
            failed(run, e.fault());
        } catch (RuntimeException | LinkageError e) {
            LOG.atError().addKeyValue("operation", run.id()).setCause(e).log("engine operation broke");
            failed(run, Runs.broken(e));
        }
    }

    /** Unless it has told its end already: an install that is given up does. */
    private void failed(OperationRun run, Operation.Fault fault) {
        if (run.now().state() == Operation.State.RUNNING) {
            runs.end(run, fault);
            shelf.prune();
        }
    }

    private static String remedyFor(String code) {
        return switch (code) {
            case "download_failed" -> "look whether the address is right and answers, and try again";
            case "untrusted_bundle" -> "take it from somebody whose key is trusted here";
            default -> "";
        };
    }

    /** Tells how far it is a few times a second, not with each block. */
    private final class Teller implements Arrival {
        private final Arrival limit = Arrival.within(LIMIT, context.clock());
        private final OperationRun run;
        private Instant next = Instant.MIN;

        Teller(OperationRun run) {
            this.run = run;
        }

        @Override
        public void bytes(long soFar, long announced) throws SourceBroken {
            limit.bytes(soFar, announced);
            Instant now = context.time();
            if (!now.isBefore(next)) {
                next = now.plus(BETWEEN_TELLS);
                run.progress(FETCH, soFar + (announced < 0 ? "" : " of " + announced) + " bytes");
            }
        }

        @Override
        public void whole(long size) {
            run.done(FETCH, size + " bytes");
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        if (!Threads.stop(pool, Duration.ofSeconds(1))) {
            LOG.warn("a download did not stop in time");
        }
    }
}
