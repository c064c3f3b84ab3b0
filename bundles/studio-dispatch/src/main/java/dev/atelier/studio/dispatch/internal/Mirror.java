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
    /** Jobs others have changed and we have not looked at yet. */
    private final Set<String> pending = new LinkedHashSet<>();

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
            Notices notices) {
        this.loop = loop;
        this.jobs = jobs;
        this.aside = aside;
        this.line = line;
        this.claims = claims;
        this.offers = offers;
        this.endings = endings;
        this.notices = notices;
    }

    /** From any thread: another process changed this job, or any when null. */
    void changed(@Nullable String jobId) {
        loop.post(() -> {
            disturbed = true;
            if (jobId == null || pending.size() >= TOO_MANY) {
                pending.clear();
                reload();
            } else {
                pending.add(jobId);
                readPending();
            }
        });
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

    private void readPending() {
        if (reading || pending.isEmpty()) {
            return;
        }
        reading = true;
        // Under which claims we hold them now: a row read from here on is at least as new.
        Map<String, Optional<String>> claimsNow = new HashMap<>();
        for (String jobId : List.copyOf(pending)) {
            if (claimsNow.size() == AT_ONCE) {
                break;
            }
            pending.remove(jobId);
            Held held = claims.of(jobId);
            claimsNow.put(
                    jobId,
                    held == null || held.phase == Held.Phase.CLAIMING ? Optional.empty() : Optional.of(held.claim));
        }
        loop.when(aside.ask(() -> find(claimsNow.keySet())), (rows, failure) -> {
            reading = false;
            if (failure != null) {
                pending.addAll(claimsNow.keySet());
                again(failure, this::readPending);
                return;
            }
            rows.forEach((jobId, row) -> apply(jobId, row, claimsNow.getOrDefault(jobId, Optional.empty())));
            readPending();
        });
    }

    private Map<String, Optional<StoredJob>> find(Set<String> jobIds) {
        Map<String, Optional<StoredJob>> rows = new HashMap<>();
        jobIds.forEach(jobId -> rows.put(jobId, jobs.find(jobId)));
        return rows;
    }

    private void apply(String jobId, Optional<StoredJob> found, Optional<String> claimBefore) {
        Held held = claims.of(jobId);
        if (held != null && !claimBefore.equals(Optional.of(held.claim))) {
            // We took it while the row was being read: what was read says nothing about that.
            pending.add(jobId);
            return;
        }
        StoredJob row = found.orElse(null);
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
            waits(row);
        } else {
            line.remove(jobId);
            if (row.status().ended()) {
                endings.ended(row);
            }
        }
    }

    private void takenOver(Held held, @Nullable StoredJob row) {
        boolean done = row != null && row.status() == StoredJob.Status.DONE && held.claim.equals(row.claim());
        if (done && held.phase == Held.Phase.OUT) {
            // Its worker has uploaded the result through another process.
            claims.settle(held);
            offers.serve(held.session);
        } else if (!done) {
            claims.lose(held);
        }
    }

    private void waits(StoredJob row) {
        if (claims.of(row.id()) != null) {
            return;
        }
        Waiting now = Waiting.of(row, OfferText.engine(row.source()), loop.nanos());
        Waiting before = line.find(row.id());
        if (before != null && !before.needs().equals(now.needs())) {
            line.remove(row.id());
        }
        line.add(now);
        offers.place(row.id());
    }

    private void again(Throwable failure, Runnable step) {
        LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("the waiting jobs could not be read");
        loop.after(AGAIN, step);
    }
}
