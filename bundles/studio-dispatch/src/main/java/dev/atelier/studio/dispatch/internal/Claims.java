package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoredJob;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The jobs in workers' hands, and what happens to a claim in the store. Lives on the loop. */
final class Claims {
    private final Map<String, Held> out = new HashMap<>();
    private final Loop loop;
    private final JobStore jobs;
    private final Line line;
    private final Fleet fleet;
    private final Endings endings;
    private final Notices notices;
    private final Tally tally;
    private final Persisting persisting;
    private final Doubts doubts;
    /** Jobs that have not ended; asked from any thread. */
    private final AtomicLong unfinished = new AtomicLong();

    private final Onlookers onlookers;
    private final Durations durations = new Durations();

    Claims(
            Loop loop,
            JobStore jobs,
            Line line,
            Fleet fleet,
            Endings endings,
            Notices notices,
            Tally tally,
            Persisting persisting,
            Doubts doubts,
            Onlookers onlookers) {
        this.onlookers = onlookers;
        this.loop = loop;
        this.jobs = jobs;
        this.line = line;
        this.fleet = fleet;
        this.endings = endings;
        this.notices = notices;
        this.tally = tally;
        this.persisting = persisting;
        this.doubts = doubts;
    }

    AtomicLong unfinished() {
        return unfinished;
    }

    Durations durations() {
        return durations;
    }

    @Nullable
    Held of(String jobId) {
        return out.get(jobId);
    }

    Collection<Held> all() {
        return List.copyOf(out.values());
    }

    void reserve(Held held) {
        out.put(held.job.id(), held);
        held.session.held = held;
        fleet.changed(held.session);
    }

    /** The worker is about to hear of the job. */
    void offering(Held held) {
        held.phase = Held.Phase.OUT;
        onlookers.offered(held.job.id(), held.session.workerId);
    }

    /** The claim has ended; the worker's hands are free. */
    void settle(Held held) {
        out.remove(held.job.id(), held);
        Session session = held.session;
        if (session.held == held) {
            session.putDown();
            fleet.changed(session);
            notices.worker(session.workerId);
        }
        followUp(held);
    }

    /** Nothing was offered: the worker never knew. */
    void undo(Held held) {
        out.remove(held.job.id(), held);
        Session session = held.session;
        if (session.held == held) {
            session.held = null;
            fleet.changed(session);
            notices.worker(session.workerId);
        }
    }

    /** Cancelled, or taken over by another process: the slot is kept until the worker speaks of it. */
    void lose(Held held) {
        if (held.phase == Held.Phase.OUT) {
            out.remove(held.job.id(), held);
            held.phase = Held.Phase.LOST;
            leaveNothing(held);
            onlookers.withdrawn(held.job.id(), held.session.workerId);
        } else {
            held.taken = true;
        }
    }

    /**
     * Takes a claim back.
     *
     * @param then told the row as it is now, or nothing when the claim had moved on
     */
    void giveBack(
            Held held, StoredJob.Status to, int attempts, @Nullable String error, Consumer<Optional<StoredJob>> then) {
        held.phase = Held.Phase.RELEASING;
        persisting.keep(() -> jobs.release(held.job.id(), held.claim, to, attempts, error, loop.now()), row -> {
            out.remove(held.job.id(), held);
            leaveNothing(held);
            if (row.isEmpty()) {
                // The claim had moved on, or an earlier try was made after all.
                tally.count("stale_report");
                doubts.odd(held.job.id());
            } else if (held.taken) {
                // Cancelled after it was given back: whoever cancelled it has told everybody.
                tally.count("stale_report");
            } else if (row.get().status() == StoredJob.Status.QUEUED) {
                line.add(held.job.since(loop.nanos()));
                notices.job(held.job.id(), "queued");
            } else {
                ended(row.get());
            }
            then.accept(row);
        });
    }

    CompletableFuture<Optional<StoredJob>> complete(
            String jobId, String claim, @Nullable String prompt, String type, long bytes) {
        return jobs.complete(jobId, claim, prompt, type, bytes, loop.now());
    }

    /** A job this process has brought to its end, or seen there first. */
    void ended(StoredJob job) {
        unfinished.decrementAndGet();
        tally.count("job_" + job.status().wireName());
        if (job.status() == StoredJob.Status.DONE) {
            durations.took(job);
        }
        endings.ended(job);
        notices.job(job.id(), job.status().wireName());
    }

    private static void leaveNothing(Held held) {
        Runnable leftover = held.leftover;
        held.leftover = null;
        if (leftover != null) {
            leftover.run();
        }
    }

    /** What the worker said while the store was busy with the claim. */
    void followUp(Held held) {
        Runnable later = held.later;
        held.later = null;
        if (later != null) {
            later.run();
        }
    }
}
