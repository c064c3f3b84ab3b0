package dev.atelier.launcher.start;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.Product;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/** The one framework of this process, from nothing to ready to gone. */
final class Instance {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    /** For what would be nice to have before the ready line, such as engines; a slow one must not hide the console. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration FOR_EVER = Duration.ofDays(365_000);
    private static final System.Logger LOG = System.getLogger("dev.atelier.launcher");

    private final Home home;
    private final StartPlan plan;
    private final PrintStream out;
    private final PrintStream err;
    private final RunFiles files;
    private final Duration patience;
    private volatile @Nullable Framework framework;
    private volatile boolean stopRequested;
    private volatile boolean overdue;

    Instance(Home home, StartPlan plan, PrintStream out, PrintStream err) {
        this(home, plan, out, err, PATIENCE);
    }

    Instance(Home home, StartPlan plan, PrintStream out, PrintStream err, Duration patience) {
        this.home = home;
        this.plan = plan;
        this.out = out;
        this.err = err;
        this.files = new RunFiles(home.run());
        this.patience = patience;
    }

    /** Runs until stopped, from outside or from inside; starts over when the framework asks for a restart. */
    void run() throws BundleException, IOException, InterruptedException {
        files.remove();
        files.writePid(ProcessHandle.current().pid());
        boolean again = true;
        while (again && !stopRequested) {
            again = once();
        }
    }

    private boolean once() throws BundleException, IOException, InterruptedException {
        Framework started = framework;
        if (started == null) {
            started = initialised();
            framework = started;
        } else {
            started.init(); // a restart: the framework brings itself back, this only makes sure it got that far
        }
        CompletableFuture<FrameworkEvent> stopped = endOf(started);
        BundleContext context = started.getBundleContext();
        Problems problems = new Problems();
        context.addFrameworkListener(problems);
        Signals signals = Signals.listen(context);
        ReconcilePlan done =
                new Provisioner(context, new InstallRecord(home.cache().resolve("bundles.json"))).apply(plan.wanted());
        if (stopRequested) {
            return false;
        }
        started.start();
        done.foreign()
                .forEach(location -> LOG.log(
                        System.Logger.Level.WARNING, "bundle not from a feature, left alone location={0}", location));
        awaitReady(signals, problems, context);
        awaitOthers(signals);
        if (!signals.stopping()) {
            announceReady(signals, context);
        }
        followChanges(signals);
        try {
            return stopped.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS).getType() == FrameworkEvent.STOPPED_UPDATE;
        } catch (TimeoutException | ExecutionException e) {
            overdue = true;
            return false;
        }
    }

    /** Waited for from the beginning: a framework that restarts itself soon has another end to wait for. */
    private static CompletableFuture<FrameworkEvent> endOf(Framework framework) {
        CompletableFuture<FrameworkEvent> end = new CompletableFuture<>();
        Thread waiting = new Thread(
                () -> {
                    try {
                        end.complete(framework.waitForStop(0));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        end.completeExceptionally(e);
                    }
                },
                "launcher-end");
        waiting.setDaemon(true);
        waiting.start();
        return end;
    }

    private Framework initialised() throws BundleException, IOException {
        Framework fresh = plan.newFramework();
        try {
            fresh.init();
            return fresh;
        } catch (BundleException e) {
            // The cache holds nothing that is not elsewhere too, so a damaged one is no reason to stay down.
            delete(home.cache().resolve("framework"));
            Framework second = plan.newFramework();
            second.init();
            return second;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private void awaitReady(Signals signals, Problems problems, BundleContext context) throws InterruptedException {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!signals.stopping()) {
            failIfToldTo(signals);
            Set<String> missing = plan.readiness().missing(signals.endpoints());
            if (missing.isEmpty()) {
                return;
            }
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || !signals.await(left)) {
                throw notReady(missing, problems.describe(context));
            }
        }
    }

    private void awaitOthers(Signals signals) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!signals.stopping()) {
            failIfToldTo(signals);
            Set<String> awaited = plan.readiness().awaited(signals.ready());
            if (awaited.isEmpty()) {
                return;
            }
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || !signals.await(left)) {
                LOG.log(System.Logger.Level.WARNING, "ready without {0}, which takes longer", awaited);
                return;
            }
        }
    }

    private static void failIfToldTo(Signals signals) {
        StartFailure failure = signals.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private StartFailure notReady(Set<String> missing, List<String> problems) {
        String why = "no " + String.join(", no ", missing) + " after " + READY_LIMIT.toSeconds() + " s"
                + (problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ")");
        return new StartFailure("did not get ready", why, "see " + home.logs().resolve("atelier.log"));
    }

    private void announceReady(Signals signals, BundleContext context) {
        Map<String, Map<?, ?>> endpoints = signals.endpoints();
        if (!Signals.tellReady(context)) {
            return;
        }
        writeEndpoints(endpoints);
        plan.readiness().reminders(endpoints).forEach(err::println);
        plan.readiness().lines(endpoints).forEach(out::println);
        out.flush();
        LOG.log(System.Logger.Level.INFO, "ready roles={0} version={1}", plan.roles(), Product.version());
    }

    /** Addresses may move while running, and a login line may come a moment after its address. */
    private void followChanges(Signals signals) throws InterruptedException {
        Map<String, Map<?, ?>> written = signals.endpoints();
        while (!signals.stopping()) {
            failIfToldTo(signals);
            signals.newAnnouncements().forEach(out::println);
            out.flush();
            Detached.hangUp(out);
            Map<String, Map<?, ?>> endpoints = signals.endpoints();
            if (!endpoints.equals(written) && !signals.stopping()) {
                writeEndpoints(endpoints);
                written = endpoints;
            }
            signals.await(FOR_EVER);
        }
    }

    private void writeEndpoints(Map<String, Map<?, ?>> endpoints) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("pid", ProcessHandle.current().pid());
        content.put("version", Product.version());
        content.put("roles", plan.roles());
        content.putAll(endpoints);
        files.writeEndpoints(content);
    }

    /** Gives every room its time to end; false when they took too long. Any thread, any moment, more than once. */
    boolean stop() throws InterruptedException {
        stopRequested = true;
        Framework running = framework;
        boolean ended = !overdue;
        if (running != null && ended) {
            try {
                running.stop();
                ended = running.waitForStop(STOP_LIMIT.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
            } catch (BundleException e) {
                LOG.log(System.Logger.Level.WARNING, "stopping", e);
            }
        }
        return ended;
    }

    void removeRunFiles() {
        try {
            files.remove();
            files.token("");
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "run files stay behind", e);
        }
    }
}
