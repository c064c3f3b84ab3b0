package dev.atelier.jobs.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.JobRefused.Reason;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.model.host.api.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings jobs through the gate to a thread, and ends them. */
final class Dispatcher implements JobRunner.Settling, Watchdog.Charge {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration LAST = Duration.ofSeconds(1);

    private final Gate gate;
    private final JobBoard board;
    private final JobLogs logs;
    private final JobVoice voice;
    private final Clock clock;
    private final Supplier<JobsSettings> settings;
    private final Patience patience;
    private final JobRunner runner;
    private final Watchdog watchdog;
    /** As many threads as the gate has places, as lanes let wait, and those that were given up. */
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("jobs-run"));

    private final AtomicBoolean toldBusy = new AtomicBoolean();
    /** Who waits for a place, if anybody does. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> freed = new AtomicReference<>();

    Dispatcher(
            Gate gate,
            JobBoard board,
            JobLogs logs,
            JobVoice voice,
            ScheduledExecutorService timer,
            Clock clock,
            Supplier<JobsSettings> settings,
            Patience patience,
            Function<JobRunner.Settling, JobRunner> runner) {
        this.gate = gate;
        this.board = board;
        this.logs = logs;
        this.voice = voice;
        this.clock = clock;
        this.settings = settings;
        this.patience = patience;
        this.runner = runner.apply(this);
        this.watchdog = new Watchdog(timer, clock, patience, voice, this);
    }

    void startNow(LiveJob job) throws JobRefused {
        enter(job);
        if (!gate.tryTake(job.claim())) {
            throw refusedAfterAll(job, Reason.BUSY, "the worker is busy");
        }
        watchdog.takenOn(job);
        launch(job);
    }

    /** @return false when there is no place, or the id is taken */
    boolean reserve(String jobId, Gate.Claim claim) {
        if (!board.reserve(jobId)) {
            return false;
        }
        if (!gate.tryTake(claim)) {
            board.unreserve(jobId);
            return false;
        }
        tellBusy();
        return true;
    }

    CompletableFuture<Void> freed() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = freed.compareAndExchange(null, mine);
        return others == null ? mine : others;
    }

    /** On the lane of a model in memory: no place is taken, and the lane keeps order. */
    void startOnLane(LiveJob job, Lane lane) throws JobRefused {
        job.takes(lane);
        enter(job);
        watchdog.takenOn(job);
        launch(job);
    }

    void giveBack(String jobId, Gate.Claim claim) {
        board.unreserve(jobId);
        free(claim);
    }

    /** Runs the job in the place that was reserved for it. */
    void startReserved(LiveJob job, Gate.Claim held) throws JobRefused {
        if (gate.closed()) {
            throw stopping();
        }
        if (!gate.trade(held, job.claim())) {
            throw new JobRefused(Reason.BUSY, "engine " + job.engineId() + " is busy");
        }
        board.enterReserved(job);
        logs.open(job.id());
        watchdog.takenOn(job);
        launch(job);
    }

    void enqueue(LiveJob job) throws JobRefused {
        enter(job);
        if (!gate.join(job, settings.get().queueMax())) {
            throw refusedAfterAll(job, Reason.QUEUE_FULL, "too many jobs are waiting");
        }
        watchdog.takenOn(job);
        gate.next().forEach(this::launch);
        board.publish(job);
        StopCause cause = job.signal().cause();
        if (cause != null && gate.leave(job)) { // cancelled on its way into the line
            endEarly(job, Ending.stopped(cause));
        }
    }

    void resized() {
        gate.resize(settings.get().slots()).forEach(this::launch);
        tellFreed();
        tellBusy();
    }

    @Override
    public void cancel(LiveJob job, StopCause cause) {
        if (gate.leave(job)) {
            endEarly(job, Ending.stopped(cause));
            return;
        }
        if (job.over() || !job.signal().raise(cause)) {
            return;
        }
        voice.say(WorkerLog.Level.INFO, "job", "asked to end: " + cause.reason(), job.id());
        watchdog.cancelled(job);
        execute(job.signal()::runActions);
    }

    @Override
    public void endEarly(LiveJob job, Ending ending) {
        if (job.delivery() != null) {
            deliver(job, job.delivery(), ending);
        } else if (record(job, ending)) {
            tell(job, ending);
        }
    }

    @Override
    public void settle(LiveJob job, Ending ending) {
        if (job.delivery() != null) {
            release(job);
            deliver(job, job.delivery(), ending);
            return;
        }
        boolean first = record(job, ending);
        // The place is free before anybody hears of the end: who waits for this job may start the next at once.
        release(job);
        if (first) {
            tell(job, ending);
        }
    }

    @Override
    public void release(LiveJob job) {
        if (drop(job, LiveJob.Hold.THREAD) == LiveJob.Dropped.NOTHING && job.wasGivenUp()) {
            watchdog.returned(job);
        }
    }

    /** The result is on its way; nothing but the delivery itself, or the end of the worker, ends the job from here. */
    private void deliver(LiveJob job, Jobs.Delivery delivery, Ending made) {
        if (!job.beginDelivery(made)) {
            return;
        }
        job.change(draft -> draft.progressText = "delivering");
        board.publish(job);
        Handover.begin(delivery, made, this::executeOrRun, ending -> delivered(job, ending));
    }

    private void delivered(LiveJob job, Ending ending) {
        boolean first = record(job, ending);
        drop(job, LiveJob.Hold.DELIVERY);
        if (first) {
            tell(job, ending);
        }
    }

    private LiveJob.Dropped drop(LiveJob job, LiveJob.Hold hold) {
        LiveJob.Dropped dropped = job.drop(hold);
        if (dropped == LiveJob.Dropped.PLACE && job.lane() == null) {
            free(job.claim());
        }
        return dropped;
    }

    private void free(Gate.Claim claim) {
        gate.release(claim).forEach(this::launch);
        tellFreed();
        tellBusy();
    }

    private void tellFreed() {
        CompletableFuture<Void> waiting = freed.getAndSet(null);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Ends within the time jobs are given to stop, and a little. */
    void stop() {
        gate.close().forEach(job -> endEarly(job, Ending.stopped(StopCause.stopping())));
        if (!ended(patience.stop())) {
            board.live().forEach(job -> cancel(job, StopCause.stopping()));
            ended(LAST);
        }
        if (!Threads.stop(threads, LAST)) {
            LOG.warn("an engine did not let go of its job");
        }
        board.live().forEach(job -> job.delivering()
                .ifPresent(made -> delivered(job, made.undelivered("the worker is stopping"))));
    }

    private void enter(LiveJob job) throws JobRefused {
        if (gate.closed()) {
            throw stopping();
        }
        if (!board.enter(job)) {
            throw new JobRefused(Reason.BUSY, "job " + job.id() + " is under way already");
        }
        logs.open(job.id());
    }

    private JobRefused refusedAfterAll(LiveJob job, Reason reason, String why) {
        board.forget(job);
        logs.forget(job.id());
        return gate.closed() ? stopping() : new JobRefused(reason, why);
    }

    private static JobRefused stopping() {
        return new JobRefused(Reason.STOPPING, "the worker is stopping");
    }

    private void launch(LiveJob job) {
        job.placed();
        Instant now = clock.instant();
        job.change(draft -> {
            draft.status = JobRecord.Status.RUNNING;
            draft.startedAt = now;
        });
        watchdog.started(job, settings.get().deadline());
        tellBusy();
        if (!execute(() -> runner.run(job))) {
            settle(job, Ending.stopped(StopCause.stopping()));
        }
    }

    /** When no thread is left, the worker is stopping and the caller's must do. */
    private void executeOrRun(Runnable work) {
        if (!execute(work)) {
            work.run();
        }
    }

    private boolean execute(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private boolean record(LiveJob job, Ending ending) {
        return board.ended(job, ending.outcome(), clock.instant(), ending.result());
    }

    private void tell(LiveJob job, Ending ending) {
        JobRecord record = job.record();
        voice.say(level(ending.outcome()), "job", summary(record, ending.outcome()), job.id());
        board.publish(job);
        job.complete(ending.outcome());
        if (ending.result() != null) {
            board.resultStored(record);
        }
    }

    private void tellBusy() {
        boolean busy = gate.busy();
        if (toldBusy.getAndSet(busy) != busy) {
            board.publishStatus();
        }
    }

    private boolean ended(Duration within) {
        try {
            CompletableFuture.allOf(board.live().stream().map(LiveJob::outcome).toArray(CompletableFuture[]::new))
                    .get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static WorkerLog.Level level(JobOutcome outcome) {
        return outcome.<WorkerLog.Level>fold(
                done -> WorkerLog.Level.INFO, failed -> WorkerLog.Level.WARN, cancelled -> WorkerLog.Level.INFO);
    }

    private static String summary(JobRecord record, JobOutcome outcome) {
        Instant begin = record.startedAt() == null ? record.createdAt() : record.startedAt();
        Instant end = record.finishedAt() == null ? begin : record.finishedAt();
        String how = outcome.<String>fold(
                done -> "completed",
                failed -> "failed (" + failed.code() + "): " + failed.reason(),
                cancelled -> "cancelled: " + cancelled.reason());
        return "job finished: " + how + " after " + Duration.between(begin, end).toMillis() + " ms";
    }
}
