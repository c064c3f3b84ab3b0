package dev.atelier.engine.agent.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.run.AgentJob;
import dev.atelier.engine.agent.run.SessionServer;
import dev.atelier.engine.agent.server.RpcTrouble.Kind;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the server of one run: its events in batches, how it stands behind them, and its end last of all. A server that
 * is away misses nothing that the queue has room for. Questions go their own way, see {@link Asking}.
 */
final class Reporter implements SessionServer {
    private static final int BATCH = 100;
    private static final long BATCH_BYTES = 256 << 10;
    private static final long BATCH_MS = 250;
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    private final Calls calls;
    private final Supplier<String> workerId;
    private final BooleanSupplier wantsPatch;
    private final AgentJob job;
    private final EventQueue queue;
    private final Persistence persistence;
    private final Asking asking;
    private final Duration secretsPatience;
    private final Consumer<AgentFailure> lost;
    private final Clock clock;
    private final AtomicReference<@Nullable Standing> underway = new AtomicReference<>();
    private final CountDownLatch delivered = new CountDownLatch(1);
    private final TextTail log = new TextTail();
    private volatile @Nullable Standing end;
    private volatile boolean given;
    private boolean noEvents;

    /**
     * @param wantsPatch whether the server has asked for whole changes
     * @param lost told when the task is this worker's no more
     */
    Reporter(
            Calls calls,
            Supplier<String> workerId,
            BooleanSupplier wantsPatch,
            AgentJob job,
            EventQueue queue,
            Persistence persistence,
            Duration secretsPatience,
            Consumer<AgentFailure> lost,
            Executor threads,
            Clock clock) {
        this.calls = calls;
        this.workerId = workerId;
        this.wantsPatch = wantsPatch;
        this.job = job;
        this.queue = queue;
        this.persistence = persistence;
        this.secretsPatience = secretsPatience;
        this.lost = lost;
        this.clock = clock;
        this.asking = new Asking(calls, workerId, job, persistence, threads);
    }

    /** Delivers until the run has ended and everything is told. On a thread of its own. */
    void deliver() {
        try {
            while (!queue.isOver()) {
                queue.awaitBatch(BATCH, BATCH_BYTES, BATCH_MS);
                List<Told> batch = queue.next(BATCH, BATCH_BYTES);
                if (!batch.isEmpty() && sent(batch)) {
                    queue.sent();
                }
                Standing standing = underway.getAndSet(null);
                if (standing != null && end == null) {
                    tellUnderway(standing);
                }
            }
            Standing last = end;
            if (last != null && !given && !stale(last)) {
                tellEnd(last);
            }
        } catch (RpcTrouble e) {
            refused(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            queue.discard();
            delivered.countDown();
        }
    }

    /** That it is so is of less weight than how it ends: a server that does not take the one may take the other. */
    private void tellUnderway(Standing standing) throws RpcTrouble, InterruptedException {
        try {
            persistence.until(() -> report(standing, null));
        } catch (RpcTrouble e) {
            if (e.kind() != Kind.NEVER) {
                throw e;
            }
            LOG.atWarn().addKeyValue("task", job.taskId()).log("how it stands is not taken: {}", e.getMessage());
        }
    }

    /** It is told by whoever has the task now. */
    private static boolean stale(Standing last) {
        return ErrorCode.STALE_ASSIGNMENT.name().equals(last.details().errorCode());
    }

    /** @return false when the server will not have them */
    private boolean sent(List<Told> batch) throws RpcTrouble, InterruptedException {
        if (!noEvents) {
            try {
                persistence.until(() -> {
                    calls.events(workerId.get(), job.taskId(), job.sessionId(), job.assignmentId(), batch);
                    return true;
                });
                return true;
            } catch (RpcTrouble e) {
                if (e.kind() == Kind.NEVER) {
                    LOG.atWarn().addKeyValue("task", job.taskId()).log("events not taken: {}", e.getMessage());
                    queue.refused();
                    return false;
                }
                if (e.kind() != Kind.UNKNOWN_METHOD) {
                    throw e;
                }
                noEvents = true;
            }
        }
        batch.forEach(each -> log.add(Json.text(each.event())));
        return true;
    }

    private void tellEnd(Standing last) throws RpcTrouble, InterruptedException {
        String text = log.text();
        String outputLog = text.isEmpty() ? null : text;
        Report.Patch patch = last.patch();
        try {
            persistence.until(() -> report(last, outputLog));
        } catch (RpcTrouble e) {
            if (e.kind() != Kind.NEVER || patch == null || patch.text() == null) {
                throw e;
            }
            // Too long for the server, or for something on the way to it: how the run ended is worth more.
            LOG.atWarn().addKeyValue("task", job.taskId()).log("the patch is left out: {}", e.getMessage());
            Standing bare = new Standing(
                    last.status(), last.error(), last.details(), Report.Patch.without(Report.Omission.FAILED));
            persistence.until(() -> report(bare, outputLog));
        }
    }

    private boolean report(Standing standing, @Nullable String outputLog) throws RpcTrouble {
        calls.report(new Report(
                workerId.get(),
                job.taskId(),
                standing.status(),
                outputLog,
                standing.error(),
                standing.details(),
                standing.patch()));
        return true;
    }

    /** The task is another's, or nobody's; or nobody can be told of it any more. */
    private void refused(RpcTrouble trouble) {
        LOG.atWarn()
                .addKeyValue("task", job.taskId())
                .addKeyValue("session", job.sessionId())
                .log("the run is told of no further: {}", trouble.getMessage());
        given = true;
        if (trouble.kind() == Kind.STALE || trouble.kind() == Kind.NOT_FOUND) {
            lost.accept(new AgentFailure(ErrorCode.STALE_ASSIGNMENT, "the task is not this worker's any more"));
        }
    }

    @Override
    public Map<String, Secret> secrets() throws AgentFailure, InterruptedException {
        try {
            return persistence.until(() -> calls.secrets(workerId.get(), job.taskId()), secretsPatience);
        } catch (RpcTrouble e) {
            if (e.kind() == Kind.STALE || e.kind() == Kind.NOT_FOUND) {
                given = true; // nobody wants to hear of it
                throw new AgentFailure(ErrorCode.STALE_ASSIGNMENT, "the task is not this worker's any more", e);
            }
            throw new AgentFailure(
                    ErrorCode.SECRETS_UNAVAILABLE, "the secrets of the task cannot be had: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean wantsPatch() {
        return wantsPatch.getAsBoolean();
    }

    @Override
    public boolean reviews() {
        return true;
    }

    @Override
    public void event(Told.Source source, JsonNode event, Told.@Nullable Meta meta) {
        queue.add(clock.instant(), source, event, meta, Json.bytes(event).length);
    }

    @Override
    public void stands(Standing standing) {
        underway.set(standing);
        queue.nudge();
    }

    @Override
    public void ended(Standing standing) throws InterruptedException {
        end = standing;
        queue.close();
        delivered.await();
    }

    @Override
    public void ask(Asked asked, Replies replies) {
        asking.ask(asked, replies);
    }

    @Override
    public void withdraw(Asked asked, boolean timedOut) {
        asking.withdraw(asked, timedOut);
    }

    /** @return false when it is not asked here, or no more */
    boolean answered(String questionId, String text) {
        return asking.answered(questionId, text);
    }
}
