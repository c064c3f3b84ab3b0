package dev.atelier.jobs.internal;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A job from the moment it is taken on until its thread has let go of it. */
final class LiveJob implements Job {
    private final Admission.Admitted admitted;
    private final BiConsumer<LiveJob, StopCause> canceller;
    private final CompletableFuture<JobOutcome> outcome = new CompletableFuture<>();
    private final StopSignal signal = new StopSignal();
    private final List<Future<?>> alarms = new ArrayList<>();
    private final ProgressPace pace = new ProgressPace();
    private JobRecord record;
    private boolean ended;
    private boolean placed;
    private boolean givenUp;
    private @Nullable Thread thread;
    private Engines.@Nullable Lease lease;

    LiveJob(Admission.Admitted admitted, JobRecord record, BiConsumer<LiveJob, StopCause> canceller) {
        this.admitted = admitted;
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

    int engineSlots() {
        return admitted.engine().slots();
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
        alarms.forEach(alarm -> alarm.cancel(false));
        alarms.clear();
        return true;
    }

    synchronized boolean ended() {
        return ended;
    }

    void complete(JobOutcome how) {
        outcome.complete(how);
    }

    synchronized void alarm(Future<?> alarm) {
        if (ended) {
            alarm.cancel(false);
        } else {
            alarms.add(alarm);
        }
    }

    synchronized void placed() {
        placed = true;
    }

    /** @return whether the job still held its place; the caller gives it back then */
    synchronized boolean vacate() {
        boolean held = placed;
        placed = false;
        return held;
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
