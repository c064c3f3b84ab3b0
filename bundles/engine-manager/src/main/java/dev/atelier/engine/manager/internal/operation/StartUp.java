package dev.atelier.engine.manager.internal.operation;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.Change;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.journal.Ledger;
import dev.atelier.engine.manager.internal.registry.Version;
import dev.atelier.engine.manager.internal.store.Staged;
import dev.atelier.engine.manager.internal.verify.EngineJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the engines to where the journal says they are, whatever the last process was doing when it ended. */
final class StartUp {
    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);
    /** Shipped engines looked at side by side; it is work for the processor, which has little to spare then. */
    private static final int HANDS = 2;

    private final Context context;
    private final Shelf shelf;
    private final Runs runs;
    private final Installing installing;

    StartUp(Context context, Shelf shelf, Runs runs, Installing installing) {
        this.context = context;
        this.shelf = shelf;
        this.runs = runs;
        this.installing = installing;
    }

    /** @param since when this process began to take bundles; what is older is of an earlier one */
    void run(Seeds seeds, Instant since) {
        context.store().sweepLeftovers(since);
        List.copyOf(context.journal().ledger().unfinished().values()).forEach(this::settle);
        sweep();
        bringUp(seeds);
        seed(seeds);
    }

    // ---- operations that were cut off ----

    private void settle(Ledger.Unfinished op) {
        EngineEntry entry = context.journal().ledger().engine(op.engine()).orElse(EngineEntry.empty(op.engine()));
        Operation.State state = Operation.State.FAILED;
        Operation.Fault fault = new Operation.Fault(
                "interrupted", "the worker was stopped in the middle of it; what it had done is undone", "try again");
        if (op.switched()) {
            boolean asWanted = op.kind() == Operation.Kind.REMOVE || Objects.equals(entry.current(), op.to());
            state = asWanted ? Operation.State.DONE : Operation.State.ROLLED_BACK;
            fault = asWanted ? null : fault;
            finish(op, entry);
        }
        note(new Change.Ended(op.op(), state, fault));
        LOG.atWarn()
                .addKeyValue("operation", op.op())
                .addKeyValue("engine", op.engine())
                .addKeyValue("state", state.wireName())
                .log("engine operation was cut off by a stop; settled");
        settled(op, state, fault);
    }

    private void finish(Ledger.Unfinished op, EngineEntry entry) {
        for (String sha256 : Set.copyOf(entry.versions().keySet())) {
            boolean kept = sha256.equals(entry.current()) || sha256.equals(entry.previous());
            if (!kept) {
                note(new Change.Forgotten(op.engine(), sha256));
            }
        }
    }

    private void settled(Ledger.Unfinished op, Operation.State state, Operation.@Nullable Fault fault) {
        runs.find(op.op())
                .ifPresent(o -> runs.tellRecovered(new Operation(
                        o.id(),
                        o.kind(),
                        o.engine(),
                        o.from(),
                        o.to(),
                        state,
                        settledSteps(o, state),
                        fault,
                        o.startedAt(),
                        context.time(),
                        o.requestedBy(),
                        o.unsigned())));
    }

    private static List<Operation.Step> settledSteps(Operation operation, Operation.State state) {
        List<Operation.Step> steps = new ArrayList<>(operation.steps());
        Operation.StepState now = state == Operation.State.DONE ? Operation.StepState.DONE : Operation.StepState.FAILED;
        steps.replaceAll(s -> s.state() != Operation.StepState.RUNNING
                ? s
                : new Operation.Step(s.name(), now, s.startedAt(), s.millis(), "cut off; settled at the next start"));
        return steps;
    }

    private void note(Change change) {
        try {
            context.journal().append(change);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("journal of engine operations not written");
        }
    }

    // ---- bundles ----

    /** Only what serves stays in the framework; what can be rolled back to comes from the store when it is wanted. */
    private void sweep() {
        Ledger ledger = context.journal().ledger();
        Set<String> serving = ledger.engines().values().stream()
                .flatMap(e -> e.currentVersion().stream())
                .map(Installed::sha256)
                .collect(Collectors.toSet());
        for (String sha256 : context.host().installed()) {
            if (!serving.contains(sha256)) {
                context.host().uninstall(sha256);
            }
        }
        shelf.prune();
    }

    private void bringUp(Seeds seeds) {
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (EngineEntry entry : context.journal().ledger().engines().values()) {
            for (Installed installed : entry.versions().values()) {
                Version version = context.registry()
                        .know(new Version(installed, State.RETIRED, Instant.ofEpochMilli(installed.at())));
                if (installed.sha256().equals(entry.current())) {
                    tasks.add(new FutureTask<>(() -> bringUp(version, seeds)));
                }
            }
        }
        // The first one runs here; a start that hangs must not keep the others waiting.
        tasks.stream().skip(1).forEach(runs::execute);
        tasks.stream().findFirst().ifPresent(FutureTask::run);
        tasks.forEach(this::await);
    }

    private void await(FutureTask<Boolean> task) {
        try {
            task.get(context.now().startTimeout().toMillis() + 10_000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atError().setCause(e).log("an engine did not start");
        }
    }

    private boolean bringUp(Version version, Seeds seeds) throws InterruptedException {
        try {
            restoreFile(version.installed(), seeds);
            shelf.up(version);
            version.is(State.ACTIVE, context.time());
        } catch (StepFailed | RuntimeException | LinkageError e) {
            version.failed(String.valueOf(e.getMessage()), context.time());
            shelf.down(version);
            LOG.atError()
                    .addKeyValue("engine", version.engine())
                    .addKeyValue("version", version.installed().version())
                    .setCause(e)
                    .log("engine does not start");
        }
        context.registry().serve(version);
        context.engineChanged(version.engine());
        return true;
    }

    private void restoreFile(Installed installed, Seeds seeds) {
        if (context.store().find(installed.sha256()).isPresent()) {
            return;
        }
        seeds.all().stream()
                .filter(s -> s.sha256().equals(installed.sha256()))
                .findFirst()
                .ifPresent(seed -> {
                    try (InputStream in = Files.newInputStream(seed.file());
                            Staged staged = context.store().stage(in, Files.size(seed.file()), bytes -> {})) {
                        context.store().keep(staged, installed.bsn(), installed.version());
                    } catch (IOException | RefusedOperation e) {
                        LOG.atWarn()
                                .addKeyValue("engine", installed.engine())
                                .setCause(e)
                                .log("file not restored");
                    }
                });
    }

    // ---- what the installation ships ----

    /** Side by side: each is read, hashed and looked at, and then mostly waits for its service, its self-test, its programs. */
    private void seed(Seeds seeds) {
        Map<String, List<Seeds.Seed>> byEngine = new LinkedHashMap<>();
        for (Seeds.Seed seed : seeds.all()) {
            unknown(seed).ifPresent(jar -> byEngine.computeIfAbsent(jar.engine(), id -> new ArrayList<>())
                    .add(seed));
        }
        if (byEngine.isEmpty()) {
            return;
        }
        ExecutorService hands =
                Executors.newFixedThreadPool(Math.min(HANDS, byEngine.size()), Threads.named("engine-manager-seed"));
        List<Future<?>> all = new ArrayList<>();
        byEngine.forEach((engine, versions) -> all.add(hands.submit(() -> seed(engine, versions))));
        hands.shutdown();
        try {
            for (Future<?> each : all) {
                awaitSeeded(each);
            }
            // The worker is ready once its first engines have proved themselves.
            for (String engine : byEngine.keySet()) {
                runs.awaitIdle(engine);
            }
        } catch (InterruptedException e) {
            hands.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** One that breaks keeps none of the others from being waited for. */
    private static void awaitSeeded(Future<?> one) throws InterruptedException {
        try {
            one.get();
        } catch (ExecutionException e) {
            LOG.atError().setCause(e).log("a shipped engine was not installed");
        }
    }

    /** What the bundle says of itself, if it never was here. */
    private Optional<EngineJar> unknown(Seeds.Seed seed) {
        Ledger ledger = context.journal().ledger();
        if (ledger.known().contains(seed.sha256())
                || ledger.engines().values().stream().anyMatch(e -> e.rejected().contains(seed.sha256()))) {
            return Optional.empty();
        }
        try {
            return Optional.of(EngineJar.describe(seed.file()));
        } catch (RefusedOperation e) {
            LOG.atError().addKeyValue("bundle", seed.file()).setCause(e).log("shipped engine refused");
            return Optional.empty();
        }
    }

    /** One change of an engine at a time. */
    private void seed(String engine, List<Seeds.Seed> versions) {
        for (Seeds.Seed seed : versions) {
            try {
                runs.awaitIdle(engine);
                EngineJar jar = EngineJar.describe(seed.file());
                if (wanted(jar, context.journal().ledger().engine(engine))) {
                    installing.shipped(seed);
                }
            } catch (RefusedOperation e) {
                LOG.atError().addKeyValue("bundle", seed.file()).setCause(e).log("shipped engine refused");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean wanted(EngineJar jar, Optional<EngineEntry> entry) {
        if (entry.isEmpty()) {
            return true;
        }
        EngineEntry known = entry.get();
        if (known.removed() || known.pinned()) {
            return false;
        }
        return known.currentVersion()
                .map(c -> c.origin().equals("shipped")
                        && jar.version().compareTo(org.osgi.framework.Version.parseVersion(c.version())) >= 0)
                .orElse(true);
    }
}
