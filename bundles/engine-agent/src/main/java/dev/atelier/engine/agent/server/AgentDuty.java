package dev.atelier.engine.agent.server;

import dev.atelier.common.api.Secret;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.callback.Callee;
import dev.atelier.engine.agent.git.Order;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.run.AgentJob;
import dev.atelier.engine.agent.run.AgentSession;
import dev.atelier.wire.agent.api.Assignment;
import dev.atelier.wire.agent.api.Beat;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.UnitTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's service to a server of agent tasks: it makes itself known, gives signs of life whatever else goes on, fetches
 * tasks while it has room for them, and runs them. It calls; nobody need reach it, though a server that can need not wait.
 */
public final class AgentDuty implements AutoCloseable, Presence.Work, Callee {
    private static final int MOST_EVENTS = 100_000;
    private static final long MOST_BYTES = 64L << 20;
    /** For what is still said of questions when all runs have ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(AgentDuty.class);

    private volatile AgentHost host;
    private final Terms terms;
    private final MainServer server;
    private final Calls calls;
    private final BooleanSupplier takesTasks;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Persistence persistence;
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("agent"));
    private final Presence presence;
    private final Fetching fetching;
    private final Bell bell = new Bell();
    private final Runs runs = new Runs(bell::ring);
    private volatile boolean draining;

    /**
     * @param url of the server
     * @param insecure whether plain HTTP may leave this machine
     * @param token null for a server that wants none
     * @param takesTasks whether the worker wants new ones just now
     * @param random from 0 to 1
     * @throws AgentFailure for a URL that is none, or not safe
     */
    public static AgentDuty at(
            String url,
            boolean insecure,
            @Nullable Secret token,
            AgentHost host,
            Terms terms,
            BooleanSupplier takesTasks,
            DoubleSupplier random)
            throws AgentFailure {
        MainServer server = new MainServer(ServerAddress.parse(url, insecure), Optional.ofNullable(token));
        return new AgentDuty(host, terms, server, takesTasks, random);
    }

    private AgentDuty(
            AgentHost host, Terms terms, MainServer server, BooleanSupplier takesTasks, DoubleSupplier random) {
        this.host = host;
        this.terms = terms;
        this.server = server;
        this.calls = new Calls(server);
        this.takesTasks = takesTasks;
        this.presence = new Presence(() -> this.host, terms, calls, this, random);
        this.persistence = new Persistence(ending, random);
        this.fetching = new Fetching(presence, calls, terms, this::wantsTask, this::begin);
    }

    /** Returns at once. */
    public void start() {
        presence.start();
        threads.execute(this::fetch);
    }

    /** @param url that the server is told; empty for nowhere */
    public void reachableAt(String url) {
        presence.reachableAt(url);
    }

    /** All that begins from now on finds the host so; its container engine is looked for at once. */
    public void under(AgentHost changed) {
        host = changed;
        bell.ring();
    }

    /** Whether a run of this task is under way. */
    public boolean works(String taskId) {
        return runs.works(taskId);
    }

    /** How many runs are under way. */
    public int running() {
        return runs.count();
    }

    @Override
    public void known() {
        bell.ring();
    }

    @Override
    public void follow(Beat.Wishes wishes) {
        draining = wishes.drain();
        wishes.cancelSessions().forEach(session -> stop(session, null));
        wishes.responses().forEach(response -> answered(response.requestId(), response.response()));
        wishes.cleanupTasks().stream().filter(Order::isId).forEach(this::cleanUp);
    }

    @Override
    public void stop(String sessionId, @Nullable String reason) {
        String why = reason == null || reason.isBlank() ? "" : ": " + reason;
        runs.stop(sessionId, new AgentFailure(ErrorCode.TASK_CANCELLED, "the task was cancelled" + why));
    }

    @Override
    public boolean answered(String requestId, String response) {
        return runs.answered(requestId, response);
    }

    @Override
    public void taskAvailable() {
        bell.ring();
    }

    @Override
    public boolean cleanUp(String taskId) {
        Order.checked(taskId);
        if (works(taskId)) {
            return false;
        }
        try {
            threads.execute(() -> remove(taskId));
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the worker stops; its next start looks for what is left
        }
    }

    private void remove(String taskId) {
        try {
            runs.remove(taskId, host.worktrees()::remove);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("task", taskId).setCause(e).log("a task's files stay behind");
        }
    }

    private void fetch() {
        try {
            while (!persistence.ended()) {
                bell.await(fetching.fetchOne());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean wantsTask() {
        return !draining && runs.count() < terms.slots() && takesTasks.getAsBoolean();
    }

    private void begin(Assignment assignment, String id) throws RpcTrouble {
        AgentJob job;
        try {
            job = AgentJob.of(assignment);
        } catch (AgentFailure e) {
            LOG.atWarn()
                    .addKeyValue("task", assignment.task().id())
                    .log("an agent task is refused: {}", e.getMessage());
            Report refusal = refusal(assignment, id, e);
            threads.execute(() -> tell(refusal));
            return;
        }
        if (runs.has(job.sessionId())) {
            return; // told twice
        }
        AgentHost now = host;
        AtomicReference<@Nullable AgentSession> mine = new AtomicReference<>();
        Reporter reporter = new Reporter(
                calls,
                () -> Objects.requireNonNullElse(presence.workerId(), id),
                presence::wantsPatch,
                job,
                new EventQueue(MOST_EVENTS / terms.slots(), MOST_BYTES / terms.slots()),
                persistence,
                now.settings().secrets().patience(),
                why -> Optional.ofNullable(mine.get()).ifPresent(session -> session.stop(why)),
                threads,
                host.clock());
        AgentSession session = new AgentSession(now, job, reporter);
        mine.set(session);
        Runnable run = runs.begun(session, reporter);
        if (persistence.ended()) {
            session.stop(stopping());
        }
        LOG.atInfo()
                .addKeyValue("task", job.taskId())
                .addKeyValue("session", job.sessionId())
                .addKeyValue("agent", job.agent().type())
                .log("agent task begun");
        threads.execute(reporter::deliver);
        threads.execute(run);
    }

    private void tell(Report refusal) {
        try {
            persistence.until(() -> {
                calls.report(refusal);
                return true;
            });
        } catch (RpcTrouble e) {
            LOG.atInfo().addKeyValue("problem", e.getMessage()).log("a refusal is not heard");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Report refusal(Assignment assignment, String id, AgentFailure why) {
        String session = assignment.sessionId();
        Report.Details details = new Report.Details(
                session == null ? UUID.randomUUID().toString() : session,
                assignment.assignmentId(),
                Report.State.FAILED,
                why.code().name(),
                null,
                null,
                null,
                null,
                host.clock().instant(),
                null,
                0);
        return new Report(id, assignment.task().id(), UnitTask.Status.IN_PROGRESS, null, why.getMessage(), details);
    }

    @Override
    public List<String> tasks() {
        return runs.tasks();
    }

    /** Takes no more tasks, ends what runs, tells of it, and takes its leave. */
    @Override
    public void close() {
        draining = true;
        ending.countDown();
        runs.stopAll(stopping());
        bell.ring();
        boolean done = runs.awaitAll(terms.farewell()); // which still want threads
        done &= Threads.stop(threads, done ? LAST_WORDS : Duration.ZERO);
        presence.stop();
        if (!done) {
            LOG.warn("agents did not end in time");
        }
        server.close();
    }

    private static AgentFailure stopping() {
        return new AgentFailure(ErrorCode.WORKER_SHUTDOWN, "the worker stops");
    }
}
