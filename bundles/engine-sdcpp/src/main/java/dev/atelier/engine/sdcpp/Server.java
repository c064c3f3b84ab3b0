package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.NoJob;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.LocalHttp;
import dev.atelier.engine.host.api.Program;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.engine.host.api.Quarantine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An sd-server that keeps the model of the last job: started when a job comes, ended when none came for a while or the
 * next one wants another model. The lock is held for a whole job, since the server makes one at a time.
 */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final Duration LOADING = Duration.ofMinutes(15);
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final Duration GIVEN_UP = Duration.ofMinutes(10);
    private static final int MOST_ABOUT = 8 << 20;
    /** As children are: after so many deaths amid jobs for one model, it is left alone for that long, then longer. */
    private static final int DEATHS = 3;

    private static final Duration COOLING = Duration.ofMinutes(1);

    private final Programs programs;
    private final Answers answers;
    private final Duration goodbye;
    private final Quarantine deaths;
    private final ReentrantLock turn = new ReentrantLock();
    private final ScheduledThreadPoolExecutor timer;
    private volatile @Nullable Running current;
    private volatile @Nullable ScheduledFuture<?> retirement;
    private volatile @Nullable Unusable unusable;
    private volatile String lastToDie = "";
    private volatile boolean closed;

    private record Running(List<String> command, Program program, LocalHttp http, Bars bars) {}

    private record Unusable(List<String> command, long until) {}

    /** Whose progress the lines of the server are. */
    private static final class Bars implements Consumer<String> {
        private volatile Consumer<String> listener = line -> {};

        @Override
        public void accept(String line) {
            listener.accept(line);
        }
    }

    /**
     * @param goodbye how long it may take to answer a cancel before it is ended
     * @param nanoTime the clock by which a server that dies and dies is left alone
     */
    Server(Programs programs, Answers answers, Duration goodbye, LongSupplier nanoTime) {
        this.programs = programs;
        this.answers = answers;
        this.goodbye = goodbye;
        this.deaths = new Quarantine(Releases.SD_SERVER, DEATHS, COOLING, nanoTime);
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "engine-sd-cpp-idle");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Whether a server runs now. */
    boolean running() {
        Running known = current;
        return known != null && known.program().alive();
    }

    /** Why no server is used at the moment, if it died too often. */
    Optional<Health> leftAlone() {
        return deaths.of(lastToDie);
    }

    /**
     * @param idle how long the model stays afterwards
     * @return what was made; empty when the server cannot be used for this, which sd-cli may do all the same
     */
    Optional<Path> make(Path program, Weights weights, Order order, Inputs inputs, Duration idle, JobContext context)
            throws EngineException {
        byte[] body = ServerRequest.body(order, inputs);
        String model = String.valueOf(weights.main().getFileName());
        lock();
        try {
            unscheduled();
            Optional<Health> alone = deaths.of(model);
            if (alone.isPresent()) {
                context.log(
                        JobContext.Level.WARN,
                        alone.get().reason() + ", sd-cli is used: "
                                + alone.get().remedy());
                return Optional.empty();
            }
            Optional<Running> ready = ready(program, weights, context);
            return ready.isEmpty() ? Optional.empty() : make(ready.get(), model, order, body, context);
        } finally {
            try {
                scheduled(idle);
            } finally {
                turn.unlock();
            }
        }
    }

    /** Ends what runs: sd-cli is about to load a model of its own, and two may not fit. */
    void makeRoom() throws EngineException {
        lock();
        try {
            Running known = current;
            if (known != null) {
                unscheduled();
                end(known);
            }
        } finally {
            turn.unlock();
        }
    }

    private void lock() throws EngineException {
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
        if (closed) {
            turn.unlock();
            throw stopping();
        }
    }

    private static EngineException stopping() {
        return EngineException.failed("the engine is stopping", null);
    }

    private Optional<Path> make(Running running, String model, Order order, byte[] body, JobContext context)
            throws EngineException {
        running.bars().listener = new Steps(context);
        try {
            Path made = new ServerJob(running.http(), goodbye).make(order, body, context);
            deaths.succeeded(model);
            return Optional.of(made);
        } catch (ServerJob.NotTaken e) {
            context.log(JobContext.Level.WARN, "sd-server does not take the job, sd-cli is used: " + e.getMessage());
            return Optional.empty();
        } catch (ServerJob.GoesOn e) {
            end(running); // a step may take minutes, and cannot be interrupted
            throw EngineException.cancelled();
        } catch (IOException e) {
            context.checkCancelled();
            String how = ended(running, e);
            if (!closed) {
                lastToDie = model;
                deaths.crashed(model, how);
            }
            throw EngineException.failed(how, e);
        } finally {
            running.bars().listener = line -> {};
        }
    }

    /** A server whose line breaks is ending or wedged: it is not asked again. */
    private String ended(Running running, IOException e) {
        end(running);
        return running.program().exit().map(Exit::toString).orElse("sd-server does not answer: " + e.getMessage());
    }

    private Optional<Running> ready(Path program, Weights weights, JobContext context) throws EngineException {
        Arguments arguments = new Arguments(answers.flags(program, context), context);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(CommandLine.model(arguments, weights));
        Running known = current;
        if (known != null && known.command().equals(command) && known.program().alive()) {
            return Optional.of(known);
        }
        if (known != null) {
            end(known); // two models may not fit
        }
        Unusable before = unusable;
        if (before != null && before.command().equals(command) && System.nanoTime() - before.until() < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(started(program, command, context));
        } catch (EngineException | IOException e) {
            context.checkCancelled();
            if (closed) {
                throw stopping();
            }
            unusable = new Unusable(command, System.nanoTime() + GIVEN_UP.toNanos());
            context.log(JobContext.Level.WARN, "sd-server cannot be used, sd-cli is: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Somebody else may get the port in the moment it is free, so what ends at once is started once more. */
    private Running started(Path program, List<String> command, JobContext context)
            throws EngineException, IOException {
        long begin = System.nanoTime();
        try {
            return start(program, command, context);
        } catch (EngineException e) {
            context.checkCancelled();
            if (closed || System.nanoTime() - begin > AT_ONCE.toNanos()) {
                throw e;
            }
            LOG.atInfo().addKeyValue("reason", e.getMessage()).log("sd-server is started once more");
            return start(program, command, context);
        }
    }

    private Running start(Path program, List<String> command, JobContext context) throws EngineException, IOException {
        // Another one each time. There is no key to ask for, and no option that would keep pages in a browser out,
        // which
        // is all the more reason not to be where it is usually found.
        int port = LocalHttp.freePort();
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--listen-ip", "127.0.0.1", "--listen-port", Integer.toString(port)));
        Bars bars = new Bars();
        context.progress(-1, "loading the model");
        long start = System.nanoTime();
        Program started = programs.start(ProgramSpec.of(Releases.SD_SERVER, whole)
                .withEnvironment(Libraries.environment(program))
                .withLines(bars)
                .withErrors(bars)
                .withGrace(GRACE));
        LocalHttp http = new LocalHttp(port, Map.of());
        Running running = new Running(List.copyOf(command), started, http, bars);
        AtomicBoolean ready = new AtomicBoolean();
        current = running; // so that it can be ended while it loads
        try {
            if (closed) {
                throw stopping(); // closed meanwhile, and perhaps not seen by close
            }
            started.awaitReady(() -> answers(http), LOADING, whileLoading(ready, context));
            ready.set(true);
            context.checkCancelled();
        } catch (EngineException e) {
            end(running);
            throw e;
        }
        LOG.atInfo()
                .addKeyValue("pid", started.pid())
                .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
                .log("sd-server started");
        return running;
    }

    /** A cancel ends the server while it loads; afterwards it has other jobs to come. */
    private static NoJob whileLoading(AtomicBoolean ready, JobContext context) {
        NoJob loading = new NoJob();
        context.onCancel(() -> {
            if (!ready.get()) {
                loading.cancel();
            }
        });
        return loading;
    }

    private static boolean answers(LocalHttp http) {
        try {
            return http.get("/sdcpp/v1/capabilities", PROBE, MOST_ABOUT).ok();
        } catch (IOException e) {
            return false;
        }
    }

    private void end(Running running) {
        running.program().close();
        current = null; // it is the only one, whoever else there was before
    }

    private void unscheduled() {
        ScheduledFuture<?> planned = retirement;
        if (planned != null) {
            planned.cancel(false);
        }
    }

    private void scheduled(Duration idle) {
        if (current == null) {
            return;
        }
        try {
            retirement = timer.schedule(this::retire, idle.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("not planned: the engine is stopping, and the server with it");
        }
    }

    private void retire() {
        if (!turn.tryLock()) {
            return; // a job has come, and plans anew
        }
        try {
            Running known = current;
            if (known != null) {
                LOG.info("sd-server ended: no job came for a while");
                end(known);
            }
        } finally {
            turn.unlock();
        }
    }

    /** Not under the lock: a job that runs ends by it. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        Running known = current;
        if (known != null) {
            known.program().close();
        }
    }
}
