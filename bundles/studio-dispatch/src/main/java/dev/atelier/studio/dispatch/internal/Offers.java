package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.wire.api.MalformedJson;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings waiting jobs and idle workers together. The slot is reserved in memory before the store is asked, so that a
 * worker has one offer at most; the store decides who gets the job. Lives on the loop.
 */
final class Offers {
    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);

    /** Beyond this a task is not read on the loop, where all others would wait for it. */
    private static final int LONG_TASK = 32 * 1024;

    private final Loop loop;
    private final Supplier<DispatchSettings> settings;
    private final JobStore jobs;
    private final Line line;
    private final Fleet fleet;
    private final Claims claims;
    private final Notices notices;
    private final Tally tally;
    private final Persisting persisting;
    private final Doubts doubts;
    private final Aside aside;

    Offers(
            Loop loop,
            Supplier<DispatchSettings> settings,
            JobStore jobs,
            Line line,
            Fleet fleet,
            Claims claims,
            Notices notices,
            Tally tally,
            Persisting persisting,
            Doubts doubts,
            Aside aside) {
        this.loop = loop;
        this.settings = settings;
        this.jobs = jobs;
        this.line = line;
        this.fleet = fleet;
        this.claims = claims;
        this.notices = notices;
        this.tally = tally;
        this.persisting = persisting;
        this.doubts = doubts;
        this.aside = aside;
    }

    /**
     * A job came into the line. The worker it suits may owe its turn to another job; then the next worker is asked,
     * until this one has gone or nobody suits it.
     */
    void place(String jobId) {
        long after = Long.MIN_VALUE;
        for (Waiting job = line.find(jobId); job != null; job = line.find(jobId)) {
            Waiting wanted = job;
            Session session = fleet.idleAfter(after, each -> takes(each, wanted));
            if (session == null) {
                return;
            }
            after = session.serial;
            serve(session);
        }
    }

    /** The next job for a worker, if it can take any. */
    void serve(Session session) {
        if (!session.takesWork() || silent(session)) {
            return;
        }
        Waiting job = line.next(session::fits, each -> !each.refusedBy().contains(session.serial));
        if (job != null) {
            claim(session, job);
        }
    }

    /** The claim was lost, which costs an attempt; another worker may have the job. */
    void tryAgain(Held held, String error) {
        int attempts = held.attempts() + 1;
        boolean again = attempts < settings.get().maxAttempts();
        claims.giveBack(held, again ? StoredJob.Status.QUEUED : StoredJob.Status.FAILED, attempts, error, row -> {
            claims.settle(held);
            place(held.job.id());
        });
    }

    private boolean takes(Session session, Waiting job) {
        return session.fits(job.needs()) && !job.refusedBy().contains(session.serial) && !silent(session);
    }

    private boolean silent(Session session) {
        return loop.nanos() - session.heartbeat >= settings.get().stale().toNanos();
    }

    private void claim(Session session, Waiting job) {
        line.take(job.id());
        Held held = new Held(job, UUID.randomUUID().toString(), session);
        claims.reserve(held);
        tally.count("claim");
        loop.when(
                Persisting.asked(() -> jobs.claim(job.id(), session.workerId, held.claim, loop.now())),
                (row, failure) -> claimed(held, row, failure));
    }

    private void claimed(Held held, Optional<StoredJob> row, @Nullable Throwable failure) {
        if (failure != null) {
            // Most likely nothing has changed in the store. The next heartbeat asks again; at once would be a hot loop.
            persisting.failed(failure);
            if (!held.taken) {
                line.add(held.job);
            }
            claims.undo(held);
            doubts.claimFailed(held.job.id(), held.claim);
            return;
        }
        persisting.worked();
        if (row.isEmpty()) {
            tally.count("claim_lost");
            claims.undo(held);
            doubts.claimLost(held.job.id());
            serve(held.session);
            return;
        }
        held.row = row.get();
        if (unwanted(held)) {
            unused(held);
        } else {
            offer(held, row.get());
        }
    }

    private void offer(Held held, StoredJob row) {
        String origin = held.session.origin;
        if (row.task().length() <= LONG_TASK) {
            composed(held, text(row, origin));
        } else {
            loop.when(
                    aside.ask(() -> text(row, origin)),
                    (text, failure) -> composed(held, failure == null ? text : new Composed(null, "was not composed")));
        }
    }

    /** The worker has gone, or the job was cancelled, while the offer was on its way. */
    private static boolean unwanted(Held held) {
        return held.taken || held.session.state == Session.State.GONE;
    }

    /** Never offered: this costs no attempt. */
    private void unused(Held held) {
        claims.giveBack(held, StoredJob.Status.QUEUED, held.attempts(), held.lastError(), back -> {
            claims.undo(held);
            place(held.job.id());
            serve(held.session);
        });
    }

    private record Composed(@Nullable String text, @Nullable String problem) {}

    private static Composed text(StoredJob row, String origin) {
        try {
            return new Composed(OfferText.of(row, origin), null);
        } catch (MalformedJson | RuntimeException e) {
            return new Composed(null, e.getMessage());
        }
    }

    private void composed(Held held, Composed composed) {
        Session session = held.session;
        if (unwanted(held)) {
            unused(held);
        } else if (composed.text() == null) {
            LOG.atWarn()
                    .addKeyValue("jobId", held.job.id())
                    .addKeyValue("reason", composed.problem())
                    .log("a job cannot be offered");
            claims.giveBack(
                    held,
                    StoredJob.Status.FAILED,
                    held.attempts(),
                    "the job cannot be offered: " + composed.problem(),
                    back -> {
                        claims.undo(held);
                        serve(session);
                    });
        } else {
            claims.offering(held);
            session.send(composed.text());
            tally.offered((loop.nanos() - held.job.since()) / 1e9);
            notices.job(held.job.id(), "claimed");
            notices.worker(session.workerId);
        }
    }
}
