package dev.atelier.jobs.internal;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.model.host.api.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A job from the moment it is taken on until its thread has let go of it. */
final class LiveJob implements Job {
    private final Admission.Admitted admitted;
    private final Gate.Claim claim;
    private final Jobs.@Nullable Delivery delivery;
    private final BiConsumer<LiveJob, StopCause> canceller;
    private final CompletableFuture<JobOutcome> outcome = new CompletableFuture<>();
    private final StopSignal signal = new StopSignal();
    private final List<Future<?>> alarms = new ArrayList<>();
    private final ProgressPace pace = new ProgressPace();
    private JobRecord record;
    private @Nullable Ending made;
    private boolean ended;
    /** Who still needs the place; empty once it is free. */
    private final Set<Hold> holds = EnumSet.noneOf(Hold.class);

    private boolean givenUp;
    private @Nullable Thread thread;
    private Engines.@Nullable Lease lease;
    /** To a model in memory; such a job takes no place. */
    private volatile @Nullable Lane lane;

    /** What a place is needed for. */
    enum Hold {
        THREAD,
        DELIVERY
    }

    /** @param delivery null when nobody waits for more than the outcome */
    LiveJob(
            Admission.Admitted admitted,
            Jobs.@Nullable Delivery delivery,
            JobRecord record,
            BiConsumer<LiveJob, StopCause> canceller) {
        this.admitted = admitted;
        this.claim = Gate.Claim.of(admitted.engine());
        this.delivery = delivery;
        this.record = record;
        this.canceller = canceller;
    }

    @Override
    public String id() {
        return admitted.id();
    }

    @Override
    public CompletableFuture<JobOutcome> outcome() {
        return outcome.copy();
    }

    @Override
    public void cancel() {
        canceller.accept(this, StopCause.caller());
    }

    /** Before it starts. */
    void takes(Lane way) {
        lane = way;
    }

    @Nullable
    Lane lane() {
        return lane;
    }

    String model() {
        return admitted.model();
    }

    ModelSource source() {
        return admitted.source();
    }

    @Nullable
    ModelSource frozenSource() {
        return admitted.frozen() ? admitted.source() : null;
    }

    Task task() {
        return admitted.task();
    }

    String engineId() {
        return admitted.engine().id();
    }

    Gate.Claim claim() {
        return claim;
    }

    Jobs.@Nullable Delivery delivery() {
        return delivery;
    }

    Optional<Instant> callersDeadline() {
        return Optional.ofNullable(admitted.deadline());
    }

    StopSignal signal() {
        return signal;
    }

    ProgressPace pace() {
        return pace;
    }

    synchronized JobRecord record() {
        return record;
    }

    /** Changes the record unless the job has ended. */
    synchronized boolean change(Consumer<RecordDraft> change) {
        if (!ended) {
            record = RecordDraft.change(record, change);
        }
        return !ended;
    }

    /** The engine's time is over and the result is being brought to who wants it. @return false when it was over before */
    synchronized boolean beginDelivery(Ending work) {
        if (over()) {
            return false;
        }
        made = work;
        disarm();
        return true;
    }

    /** What is being delivered. */
    synchronized Optional<Ending> delivering() {
        return ended ? Optional.empty() : Optional.ofNullable(made);
    }

    /** Whether the engine's time is over: nothing it does from here on counts. */
    synchronized boolean over() {
        return made != null || ended;
    }

    /** Ends the record, once; the first ending stays. */
    synchronized boolean end(JobOutcome how, Instant at, @Nullable StoredResult result) {
        if (ended) {
            return false;
        }
        record = RecordDraft.change(record, draft -> {
            draft.ended(how, at);
            if (result != null) {
                draft.kept(result);
            }
        });
        ended = true;
        disarm();
        return true;
    }

    synchronized boolean ended() {
        return ended;
    }

    void complete(JobOutcome how) {
        outcome.complete(how);
    }

    private void disarm() {
        alarms.forEach(alarm -> alarm.cancel(false));
        alarms.clear();
    }

    synchronized void alarm(Future<?> alarm) {
        if (over()) {
            alarm.cancel(false);
        } else {
            alarms.add(alarm);
        }
    }

    synchronized void placed() {
        holds.add(Hold.THREAD);
        if (delivery != null) {
            holds.add(Hold.DELIVERY);
        }
    }

    synchronized Dropped drop(Hold hold) {
        if (!holds.remove(hold)) {
            return Dropped.NOTHING;
        }
        return holds.isEmpty() ? Dropped.PLACE : Dropped.HOLD;
    }

    /** What dropping a hold came to; with the last one goes the place, and the caller gives it back. */
    enum Dropped {
        NOTHING,
        HOLD,
        PLACE
    }

    synchronized void givenUp() {
        givenUp = true;
    }

    synchronized boolean wasGivenUp() {
        return givenUp;
    }

    synchronized void bind(Thread runner) {
        thread = runner;
    }

    synchronized void unbind() {
        thread = null;
    }

    synchronized boolean bound() {
        return thread != null;
    }

    /** Under the lock of {@link #unbind()}: an interrupt never reaches the next job of the thread. */
    synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    synchronized void leased(Engines.Lease taken) {
        lease = taken;
    }

    synchronized Optional<Engines.Lease> lease() {
        return Optional.ofNullable(lease);
    }
}
