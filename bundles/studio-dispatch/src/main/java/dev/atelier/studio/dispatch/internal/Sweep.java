package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds for what nobody told: claimed jobs without a session, workers an operator changed through
 * another process. Lives on the loop.
 */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final Loop loop;
    private final Supplier<DispatchSettings> settings;
    private final JobStore jobs;
    private final WorkerStore workers;
    private final Aside aside;
    private final Line line;
    private final Fleet fleet;
    private final Claims claims;
    private final Offers offers;
    private final Reception reception;
    private final Mirror mirror;
    private final Tally tally;
    private final Notices notices;
    private final Results results;
    private final Doubts doubts;
    private long began;

    Sweep(
            Loop loop,
            Supplier<DispatchSettings> settings,
            JobStore jobs,
            WorkerStore workers,
            Aside aside,
            Line line,
            Fleet fleet,
            Claims claims,
            Offers offers,
            Reception reception,
            Mirror mirror,
            Tally tally,
            Notices notices,
            Results results,
            Doubts doubts) {
        this.loop = loop;
        this.settings = settings;
        this.jobs = jobs;
        this.workers = workers;
        this.aside = aside;
        this.line = line;
        this.fleet = fleet;
        this.claims = claims;
        this.offers = offers;
        this.reception = reception;
        this.mirror = mirror;
        this.tally = tally;
        this.notices = notices;
        this.results = results;
        this.doubts = doubts;
    }

    private record Found(List<JobStore.Claimed> claimed, Map<String, Worker> workers) {}

    void start() {
        began = loop.nanos();
        run();
    }

    private void run() {
        mirror.recountIfDisturbed();
        List<Session> ready = fleet.all().stream()
                .filter(session -> session.state == Session.State.READY)
                .toList();
        loop.when(aside.ask(this::look), (found, failure) -> {
            if (failure == null) {
                ready.forEach(session -> changed(session, found.workers()));
                found.claimed().forEach(job -> orphan(job, found.workers()));
            } else {
                LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("the sweep could not read the store");
            }
            loop.after(settings.get().sweep(), this::run);
        });
    }

    private Found look() {
        return new Found(
                jobs.claimed(), workers.workers().stream().collect(Collectors.toMap(Worker::id, worker -> worker)));
    }

    private void changed(Session session, Map<String, Worker> known) {
        Worker row = known.get(session.workerId);
        if (row == null) {
            reception.removed(session);
        } else {
            reception.enabled(session, row.enabled());
        }
    }

    private void orphan(JobStore.Claimed job, Map<String, Worker> known) {
        String claim = job.claim();
        Held held = claims.of(job.id());
        if ((held != null && held.claim.equals(claim)) || !orphaned(job, known)) {
            return;
        }
        loop.when(
                Persisting.asked(
                        () -> jobs.release(job.id(), claim, StoredJob.Status.QUEUED, job.attempts(), null, loop.now())),
                (row, failure) -> {
                    if (failure != null) {
                        doubts.failed(job.id()); // if it was not released, it is an orphan still at the next sweep
                    } else if (row.isPresent()) {
                        results.discard(job.id(), claim); // published by a process that did not live to say so
                        tally.count("orphan");
                        LOG.atInfo().addKeyValue("jobId", job.id()).log("an orphaned job is queued again");
                        notices.job(job.id(), "queued");
                        line.add(
                                Waiting.of(row.get(), OfferText.engine(row.get().source()), loop.nanos()));
                        offers.place(job.id());
                    }
                });
    }

    private boolean orphaned(JobStore.Claimed job, Map<String, Worker> known) {
        DispatchSettings now = settings.get();
        // Workers whose studio was away are coming back, with the jobs they still run.
        boolean early = loop.nanos() - began < heard(now).toNanos();
        if (early || !before(job.claimedAt(), now.orphan())) {
            return false;
        }
        String workerId = job.workerId();
        Session session = workerId == null ? null : fleet.of(workerId);
        if (session != null) {
            return !job.id().equals(session.foreign);
        }
        // Another process on this database may have its session, as long as it is heard of.
        Worker row = workerId == null ? null : known.get(workerId);
        Duration heard = heard(now);
        return row == null || before(row.lastSeen(), heard);
    }

    private boolean before(@Nullable Instant when, Duration age) {
        return when == null || !when.plus(age).isAfter(loop.now());
    }

    /** In how long a worker that lives is heard of. */
    private static Duration heard(DispatchSettings now) {
        return now.stale().compareTo(now.orphan()) < 0 ? now.stale() : now.orphan();
    }
}
