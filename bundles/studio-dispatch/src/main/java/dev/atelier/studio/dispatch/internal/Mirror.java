package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoredJob;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the line in memory like the one in the store: reads it at the start, and follows what other processes on the
 * same database do. Lives on the loop.
 */
final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** After this a change of ours that is under way has most likely ended. */
    private static final Duration SOON = Duration.ofMillis(50);

    private static final int PAGE = 1_000;
    private static final int AT_ONCE = 256;
    private static final int TOO_MANY = 10_000;

    private final Loop loop;
    private final JobStore jobs;
    private final Aside aside;
    private final Line line;
    private final Claims claims;
    private final Offers offers;
    private final Endings endings;
    private final Notices notices;
    private final Persisting persisting;
    private final Doubts doubts;
    /** Jobs others have changed and we have not looked at yet. */
    private final Set<String> pending = new LinkedHashSet<>();
    /** Jobs we are changing ourselves: they are looked at afterwards. */
    private final Set<String> postponed = new LinkedHashSet<>();

    private boolean reading;
    private boolean reloading;
    private boolean reloadAgain;
    /** Whether others have changed anything since the jobs were counted. */
    private boolean disturbed;

    Mirror(
            Loop loop,
            JobStore jobs,
            Aside aside,
            Line line,
            Claims claims,
            Offers offers,
            Endings endings,
            Notices notices,
            Persisting persisting,
            Doubts doubts) {
        this.loop = loop;
        this.jobs = jobs;
        this.aside = aside;
        this.line = line;
        this.claims = claims;
        this.offers = offers;
        this.endings = endings;
        this.notices = notices;
        this.persisting = persisting;
        this.doubts = doubts;
    }

    /** From any thread: another process changed this job, or any when null. */
    void changed(@Nullable String jobId) {
        loop.post(() -> {
            if (jobId == null) {
                anyChanged();
            } else {
                look(jobId);
            }
        });
    }

    /** On the loop: what is on the job's row may be something else than is known here. */
    void look(String jobId) {
        if (pending.size() + postponed.size() >= TOO_MANY) {
            anyChanged();
            return;
        }
        disturbed = true;
        pending.add(jobId);
        readPending();
    }

    private void anyChanged() {
        disturbed = true;
        pending.clear();
        postponed.clear();
        reload();
    }

    void load(Runnable loaded) {
        page(Long.MIN_VALUE, new HashSet<>(), () -> recount(loaded));
    }

    /** After others have been at work only the database knows how many jobs there are. */
    void recountIfDisturbed() {
        if (disturbed) {
            recount(() -> {});
        }
    }

    private void recount(Runnable then) {
        disturbed = false;
        loop.when(aside.ask(jobs::counts), (counts, failure) -> {
            if (failure != null) {
                again(failure, () -> recount(then));
                return;
            }
            long unfinished = counts.entrySet().stream()
                    .filter(entry -> !entry.getKey().ended())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            claims.unfinished().set(unfinished);
            then.run();
        });
    }

    private void reload() {
        if (reloading) {
            reloadAgain = true;
            return;
        }
        reloading = true;
        Set<String> doubtful = new HashSet<>(line.ids());
        claims.all().forEach(held -> doubtful.add(held.job.id()));
        doubtful.addAll(endings.awaited());
        Set<String> seen = new HashSet<>();
        page(Long.MIN_VALUE, seen, () -> {
            doubtful.removeAll(seen);
            pending.addAll(doubtful);
            readPending();
            reloading = false;
            if (reloadAgain) {
                reloadAgain = false;
                reload();
            }
        });
    }

    private void page(long after, Set<String> seen, Runnable done) {
        loop.when(aside.ask(() -> read(after)), (page, failure) -> {
            if (failure != null) {
                again(failure, () -> page(after, seen, done));
                return;
            }
            long last = after;
            for (Waiting job : page) {
                last = Math.max(last, job.seq());
                seen.add(job.id());
                if (claims.of(job.id()) == null) {
                    line.add(job.since(loop.nanos()));
                    offers.place(job.id());
                }
            }
            if (page.size() < PAGE) {
                done.run();
            } else {
                page(last, seen, done);
            }
        });
    }

    private List<Waiting> read(long after) {
        return jobs.queued(after, PAGE).stream()
                .map(row -> Waiting.of(row, OfferText.engine(row.source()), 0))
                .toList();
    }

    /** What is known of a job here, by identity: each claim and each place in the line is a new one. */
    private record Known(@Nullable Held held, @Nullable Waiting waiting) {
        @SuppressWarnings("ReferenceEquality") // a job that came back into the line may look as it did before
        private boolean same(Known other) {
            return held == other.held && waiting == other.waiting;
        }
    }

    private Known known(String jobId) {
        return new Known(claims.of(jobId), line.find(jobId));
    }

    private void readPending() {
        if (reading || pending.isEmpty()) {
            return;
        }
        Map<String, Known> before = new HashMap<>();
        for (String jobId : List.copyOf(pending)) {
            if (before.size() == AT_ONCE) {
                break;
            }
            pending.remove(jobId);
            Known known = known(jobId);
            if (busy(known.held())) {
                postpone(jobId);
            } else {
                before.put(jobId, known);
            }
        }
        if (before.isEmpty()) {
            return;
        }
        reading = true;
        Set<String> awaited = endings.awaited();
        loop.when(aside.ask(() -> find(before.keySet(), awaited)), (rows, failure) -> {
            reading = false;
            if (failure != null) {
                pending.addAll(before.keySet());
                again(failure, this::readPending);
                return;
            }
            before.forEach((jobId, known) -> apply(jobId, rows.getOrDefault(jobId, Optional.empty()), known));
            readPending();
        });
    }

    /** A change of ours is under way: a row read meanwhile may be the one before it or the one after. */
    private static boolean busy(@Nullable Held held) {
        return held != null && held.phase != Held.Phase.OUT && held.phase != Held.Phase.LOST;
    }

    private void postpone(String jobId) {
        if (postponed.isEmpty()) {
            loop.after(SOON, () -> {
                pending.addAll(postponed);
                postponed.clear();
                readPending();
            });
        }
        postponed.add(jobId);
    }

    /**
     * What of a row counts here; the whole, whose texts may be long, only where somebody waits for the end.
     *
     * @param waiting its place in the line, were it queued
     */
    private record Row(
            StoredJob.Status status,
            @Nullable String claim,
            int attempts,
            Waiting waiting,
            @Nullable StoredJob ended) {}

    private Map<String, Optional<Row>> find(Set<String> jobIds, Set<String> awaited) {
        Map<String, Optional<Row>> rows = new HashMap<>();
        for (String jobId : jobIds) {
            rows.put(
                    jobId,
                    jobs.find(jobId)
                            .map(row -> new Row(
                                    row.status(),
                                    row.claim(),
                                    row.attempts(),
                                    Waiting.of(row, OfferText.engine(row.source()), 0),
                                    row.status().ended() && awaited.contains(jobId) ? row : null)));
        }
        return rows;
    }

    private void apply(String jobId, Optional<Row> found, Known before) {
        Held held = claims.of(jobId);
        if (!before.same(known(jobId)) || busy(held)) {
            // We changed it while the row was being read: what was read says nothing about that.
            postpone(jobId);
            return;
        }
        Row row = found.orElse(null);
        if (held != null) {
            if (row != null && held.claim.equals(row.claim()) && row.status() == StoredJob.Status.CLAIMED) {
                return;
            }
            takenOver(held, row);
        }
        if (row == null) {
            line.remove(jobId);
            return;
        }
        notices.job(jobId, row.status().wireName());
        if (row.status() == StoredJob.Status.QUEUED) {
            waits(row.waiting());
        } else {
            line.remove(jobId);
            giveBackUnused(jobId, row);
            if (row.ended() != null) {
                endings.ended(row.ended());
            } else if (row.status().ended() && endings.awaited(jobId)) {
                postpone(jobId); // since the look began
            }
        }
    }

    private void takenOver(Held held, @Nullable Row row) {
        boolean done = row != null && row.status() == StoredJob.Status.DONE && held.claim.equals(row.claim());
        if (done && held.phase == Held.Phase.OUT) {
            // Its worker has uploaded the result through another process.
            claims.settle(held);
            offers.serve(held.session);
        } else if (!done) {
            claims.lose(held);
        }
    }

    /** A claim of ours was made after all, and nobody was offered the job under it. */
    private void giveBackUnused(String jobId, Row row) {
        String claim = row.claim();
        if (row.status() == StoredJob.Status.CLAIMED && claim != null && doubts.takeUnused(claim)) {
            persisting.keep(
                    () -> jobs.release(jobId, claim, StoredJob.Status.QUEUED, row.attempts(), null, loop.now()),
                    back -> look(jobId));
        }
    }

    private void waits(Waiting now) {
        Waiting before = line.find(now.id());
        if (before != null && before.needs().equals(now.needs())) {
            return; // whom it suits has been asked; asked again at once, a store that takes no claims is asked for ever
        }
        line.remove(now.id());
        line.add(now.since(loop.nanos()));
        offers.place(now.id());
    }

    private void again(Throwable failure, Runnable step) {
        LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("the waiting jobs could not be read");
        loop.after(AGAIN, step);
    }
}
