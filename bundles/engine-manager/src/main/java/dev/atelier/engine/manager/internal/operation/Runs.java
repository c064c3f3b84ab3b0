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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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
    static final int AT_ONCE = 4;
    static final int WAITING = 32;

    private final Context context;
    private final OperationLog log = new OperationLog();
    private final Map<String, OperationRun> byEngine = new ConcurrentHashMap<>();
    private final Map<String, OperationRun> byId = new ConcurrentHashMap<>();
    private final Map<Operation.State, AtomicLong> ended = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool;
    private final Soak soak;

    Runs(Context context) {
        this.context = context;
        this.soak = new Soak(context, byEngine::containsKey);
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

    OperationRun open(Change.Begun begun, List<String> steps) {
        OperationRun run = new OperationRun(context.journal(), context.clock(), this::tell, begun, steps);
        byId.put(run.id(), run);
        return run;
    }

    /**
     * Makes this the one operation that changes the engine.
     *
     * @param planned what the ledger said when the operation was planned
     */
    void reserve(OperationRun run, String engine, EngineEntry planned) throws RefusedOperation {
        // One that has told its end is no longer in the way, even if its thread is still tidying up.
        OperationRun busy = byEngine.compute(
                engine, (id, other) -> other == null || other.now().state() != Operation.State.RUNNING ? run : other);
        if (!busy.id().equals(run.id())) {
            throw new RefusedOperation(
                    409,
                    "operation_running",
                    "operation " + busy.id() + " (" + busy.now().kind().wireName() + ") is still changing engine `"
                            + engine + "`; wait for it to end");
        }
        if (!context.entry(engine).equals(planned)) {
            // Another one came and went since: what this one knows of the version that serves is no longer so.
            byEngine.remove(engine, run);
            throw new RefusedOperation(
                    409, "operation_running", "engine `" + engine + "` has just been changed; try again");
        }
    }

    /** Reserves the engine and writes it down; what cannot be written down does not begin. */
    OperationRun begin(Change.Begun begun, List<String> steps, EngineEntry planned) throws RefusedOperation {
        OperationRun run = open(begun, steps);
        try {
            reserve(run, begun.engine(), planned);
            write(begun);
        } catch (RefusedOperation e) {
            release(run, begun.engine());
            throw e;
        }
        return run;
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
                    count(run.now().state());
                    release(run, engine);
                    soak.later(engine);
                }
            });
        } catch (RejectedExecutionException e) {
            end(run, new Operation.Fault("too_many_operations", "too many operations are waiting", "try again later"));
            throw tooMany();
        }
    }

    static RefusedOperation tooMany() {
        return new RefusedOperation(429, "too_many_operations", "too many operations are waiting; try again later");
    }

    private void count(Operation.State state) {
        ended.computeIfAbsent(state, s -> new AtomicLong()).incrementAndGet();
    }

    void tell(Operation operation) {
        log.put(operation);
        context.events().publish("operation", EngineJson.operation(operation));
    }

    /** The one that changes the engine now, or one that is just tidying up. */
    @Nullable
    OperationRun of(String engine) {
        return byEngine.get(engine);
    }

    /** It is in nobody's way any more, and whoever waits for its end may go on. */
    void release(OperationRun run, String engine) {
        byEngine.remove(engine, run);
        byId.remove(run.id());
        run.over();
    }

    /** Ends one that does not run on a thread of this pool, or never came to. */
    void end(OperationRun run, Operation.Fault fault) {
        run.end(Operation.State.FAILED, fault);
        count(Operation.State.FAILED);
        release(run, run.now().engine());
    }

    void tellRefused(String engine, String requestedBy, RefusedOperation refused) {
        Operation.Fault fault = new Operation.Fault(refused.code(), String.valueOf(refused.getMessage()), "");
        Change.Begun begun = new Change.Begun(
                newId(), Operation.Kind.INSTALL, engine, null, null, null, null, null, requestedBy, false);
        try {
            write(begun);
            end(open(begun, List.of("verify")), fault);
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

    // ---- all of them ----

    List<Operation> newestFirst() {
        return log.newestFirst();
    }

    Optional<Operation> find(String id) {
        return log.find(id);
    }

    CompletableFuture<Operation> end(String id) {
        OperationRun run = byId.get(id);
        if (run != null) {
            return run.end().copy();
        }
        return find(id).map(CompletableFuture::completedFuture)
                .orElseGet(() ->
                        CompletableFuture.failedFuture(new IllegalArgumentException("there is no operation " + id)));
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
        OperationRun run = byEngine.get(engine);
        if (run == null) {
            return;
        }
        try {
            run.end().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails these", e);
        }
    }

    @Override
    public void close() {
        soak.close();
        pool.shutdownNow();
        if (!Threads.stop(pool, Duration.ofSeconds(3))) {
            LOG.warn("an engine operation did not stop in time");
        }
        byId.values().forEach(OperationRun::over);
    }
}
