package dev.atelier.engine.manager.internal.operation;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.json.EngineJson;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations that run: at most one an engine at a time, on threads of their own, told to those who watch. */
final class Runs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final int AT_ONCE = 4;
    private static final int WAITING = 32;

    private final Context context;
    private final OperationLog log = new OperationLog();
    private final Map<String, OperationRun> running = new ConcurrentHashMap<>();
    private final Map<Operation.State, AtomicLong> ended = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool;
    private final Soak soak;

    Runs(Context context) {
        this.context = context;
        this.soak = new Soak(context, running::containsKey);
        this.pool = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Threads.named("engine-manager-operation"));
        pool.allowCoreThreadTimeOut(true);
        context.journal().history().forEach(log::put);
    }

    static String newId() {
        return "op-" + UUID.randomUUID().toString().substring(0, 13);
    }

    static Operation.Fault broken(Throwable e) {
        return new Operation.Fault("internal_error", String.valueOf(e), "look into the log, and report it");
    }

    // ---- one operation ----

    /**
     * @param planned what the ledger said when the operation was planned
     */
    OperationRun reserve(Change.Begun begun, List<String> steps, EngineEntry planned) throws RefusedOperation {
        OperationRun run = new OperationRun(context.journal(), context.clock(), this::tell, begun, steps);
        // One that has told its end is no longer in the way, even if its thread is still tidying up.
        OperationRun busy = running.compute(
                begun.engine(),
                (id, other) -> other == null || other.now().state() != Operation.State.RUNNING ? run : other);
        if (!busy.id().equals(run.id())) {
            throw new RefusedOperation(
                    409,
                    "operation_running",
                    "operation " + busy.id() + " (" + busy.now().kind().wireName() + ") is still changing engine `"
                            + begun.engine() + "`; wait for it to end");
        }
        if (!entry(begun.engine()).equals(planned)) {
            // Another one came and went since: what this one knows of the version that serves is no longer so.
            running.remove(begun.engine(), run);
            throw new RefusedOperation(
                    409, "operation_running", "engine `" + begun.engine() + "` has just been changed; try again");
        }
        return run;
    }

    /** Writes it down; what cannot be written down does not begin. */
    void begin(Change.Begun begun, OperationRun run) throws RefusedOperation {
        try {
            write(begun);
        } catch (RefusedOperation e) {
            running.remove(begun.engine(), run);
            throw e;
        }
    }

    void write(Change.Begun begun) throws RefusedOperation {
        try {
            context.journal().append(begun);
        } catch (IOException e) {
            throw new RefusedOperation(
                    507,
                    "disk_full",
                    "the journal of operations cannot be written: " + e.getMessage() + "; free some disk space");
        }
    }

    void start(OperationRun run, Runnable work) throws RefusedOperation {
        tell(run.now());
        String engine = run.now().engine();
        try {
            pool.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException | LinkageError e) {
                    LOG.atError().addKeyValue("operation", run.id()).setCause(e).log("engine operation broke");
                    run.end(Operation.State.FAILED, broken(e));
                } finally {
                    running.remove(engine, run);
                    count(run.now().state());
                    soak.later(engine);
                    run.over();
                }
            });
        } catch (RejectedExecutionException e) {
            running.remove(engine, run);
            run.end(
                    Operation.State.FAILED,
                    new Operation.Fault("too_many_operations", "too many operations are waiting", "try again later"));
            throw new RefusedOperation(429, "too_many_operations", "too many operations are waiting; try again later");
        }
    }

    private void count(Operation.State state) {
        ended.computeIfAbsent(state, s -> new AtomicLong()).incrementAndGet();
    }

    private void tell(Operation operation) {
        log.put(operation);
        context.events().publish("operation", EngineJson.operation(operation));
    }

    /** The one that changes the engine now, or one that is just tidying up. */
    @Nullable
    OperationRun of(String engine) {
        return running.get(engine);
    }

    void release(OperationRun run) {
        running.remove(run.now().engine(), run);
    }

    void end(OperationRun run, Operation.Fault fault) {
        run.end(Operation.State.FAILED, fault);
        count(Operation.State.FAILED);
    }

    void tellRefused(String engine, String requestedBy, RefusedOperation refused) {
        Operation.Fault fault = new Operation.Fault(refused.code(), String.valueOf(refused.getMessage()), "");
        Change.Begun begun = new Change.Begun(
                newId(), Operation.Kind.INSTALL, engine, null, null, null, null, null, requestedBy, false);
        try {
            OperationRun run =
                    new OperationRun(context.journal(), context.clock(), this::tell, begun, List.of("verify"));
            write(begun);
            end(run, fault);
        } catch (RefusedOperation e) {
            LOG.atWarn()
                    .addKeyValue("refused", refused.getMessage())
                    .setCause(e)
                    .log("refusal not journalled");
        }
    }

    void tellRecovered(Operation operation) {
        tell(operation);
        count(operation.state());
    }

    private EngineEntry entry(String id) {
        return context.journal().ledger().engine(id).orElseGet(() -> EngineEntry.empty(id));
    }

    // ---- all of them ----

    List<Operation> newestFirst() {
        return log.newestFirst();
    }

    Optional<Operation> find(String id) {
        return log.find(id);
    }

    Map<Operation.State, AtomicLong> ended() {
        return Map.copyOf(ended);
    }

    /** For what belongs to operations without being one. */
    void execute(Runnable work) {
        pool.execute(work);
    }

    boolean stopping() {
        return pool.isShutdown();
    }

    /** Returns once no operation changes the engine. */
    void awaitIdle(String engine) throws InterruptedException {
        OperationRun run = running.get(engine);
        if (run != null) {
            run.awaitEnd();
        }
    }

    @Override
    public void close() {
        soak.close();
        pool.shutdownNow();
        if (!Threads.stop(pool, Duration.ofSeconds(3))) {
            LOG.warn("an engine operation did not stop in time");
        }
    }
}
