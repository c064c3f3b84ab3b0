package dev.atelier.fake.studio;

import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.RejectCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives a queue of jobs to whatever workers connect, one at a time each, until every job is done or has failed for
 * good: what a worker loses is offered again.
 */
public final class Dispatcher {
    private final FakeStudio studio;
    private final int capacity;
    private final int attempts;

    // guarded by the studio's monitor
    private final Map<String, Work> works = new LinkedHashMap<>();
    private final Deque<Work> queue = new ArrayDeque<>();
    private final Map<FakeSession, Work> busy = new HashMap<>();
    private int unsettled;
    private int refused;
    private int requeued;

    private Dispatcher(FakeStudio studio, int capacity, int attempts) {
        this.studio = studio;
        this.capacity = capacity;
        this.attempts = attempts;
    }

    /**
     * @param capacity how many jobs may be unsettled at a time
     * @param attempts how often a job may fail or be lost before it has failed for good
     */
    public static Dispatcher on(FakeStudio studio, int capacity, int attempts) {
        Dispatcher dispatcher = new Dispatcher(studio, capacity, attempts);
        studio.watcher(dispatcher.new Events());
        return dispatcher;
    }

    /** One job's way; nanos are on {@link System#nanoTime()}'s clock, 0 when not yet. */
    public record Line(
            String jobId,
            int attempts,
            int stored,
            boolean failed,
            long submittedNanos,
            long offeredNanos,
            long acceptedNanos,
            long settledNanos) {}

    /**
     * How all the jobs stand.
     *
     * @param storedTwice jobs with more than one stored result; must be 0
     * @param refused results that came for a job which the worker did not hold
     */
    public record Report(
            int submitted, int done, int failed, int unsettled, int storedTwice, int refused, int requeued) {}

    /** @return false when too many jobs are unsettled */
    public boolean submit(Claim claim) {
        boolean taken = studio.monitor().change(() -> {
            if (unsettled == capacity) {
                return false;
            }
            Work work = new Work(claim);
            works.put(claim.jobId(), work);
            queue.add(work);
            unsettled++;
            return true;
        });
        if (taken) {
            studio.liveSessions().forEach(this::offerNext);
        }
        return taken;
    }

    /** Waits until another job may be submitted. */
    public void awaitRoom(Duration patience) {
        studio.monitor().await("room", patience, () -> unsettled < capacity ? Optional.of(true) : Optional.empty());
    }

    /** Waits until every job is settled. */
    public Report awaitDrained(Duration patience) {
        return studio.monitor()
                .await("end of all jobs", patience, () -> unsettled == 0 ? Optional.of(now()) : Optional.empty());
    }

    public Report report() {
        return studio.monitor().change(this::now);
    }

    public List<Line> lines() {
        return studio.monitor().change(() -> works.values().stream()
                .map(work -> new Line(
                        work.claim.jobId(),
                        work.attempts,
                        work.stored,
                        work.failed,
                        work.submitted,
                        work.offered,
                        work.accepted,
                        work.settled))
                .toList());
    }

    private Report now() {
        int done = (int) works.values().stream().filter(w -> w.stored > 0).count();
        int failed = (int) works.values().stream().filter(w -> w.failed).count();
        int twice = (int) works.values().stream().filter(w -> w.stored > 1).count();
        return new Report(works.size(), done, failed, unsettled, twice, refused, requeued);
    }

    private void offerNext(FakeSession session) {
        Optional<Work> next = studio.monitor().change(() -> {
            if (!session.open() || !session.greeted() || busy.containsKey(session)) {
                return Optional.empty();
            }
            Optional<Work> suited = queue.stream()
                    .filter(work -> suits(work.claim, session.capabilities()))
                    .findFirst();
            suited.ifPresent(work -> {
                queue.remove(work);
                busy.put(session, work);
                work.offered = System.nanoTime();
            });
            return suited;
        });
        next.ifPresent(work -> {
            session.offerUnlessStored(work.claim); // else its result frees the session
            if (!session.open()) {
                lost(session); // it may have ended before it was known to be busy
            }
        });
    }

    private static boolean suits(Claim claim, @Nullable Capabilities worker) {
        return worker != null
                && worker.autoEnabled()
                && worker.taskKinds().contains(claim.task().kind())
                && worker.vramThresholdGb() >= claim.vramGbEstimate()
                && (!worker.onlyWhenIdle() || worker.userPresence() == Capabilities.Presence.IDLE);
    }

    private void lost(FakeSession session) {
        studio.monitor().changed(() -> {
            Work work = busy.remove(session);
            if (work != null && !work.over()) {
                again(work, true);
            }
        });
        studio.liveSessions().forEach(this::offerNext);
    }

    private void again(Work work, boolean counts) {
        requeued++;
        work.attempts += counts ? 1 : 0;
        if (work.attempts >= attempts) {
            work.failed = true;
            over(work);
        } else {
            queue.addFirst(work);
        }
    }

    private void over(Work work) {
        work.settled = System.nanoTime();
        unsettled--;
    }

    /** One job and what became of it. */
    private static final class Work {
        private final Claim claim;
        private final long submitted = System.nanoTime();
        private int attempts;
        private int stored;
        private boolean failed;
        private long offered;
        private long accepted;
        private long settled;

        Work(Claim claim) {
            this.claim = claim;
        }

        boolean over() {
            return settled != 0;
        }
    }

    /** What the studio tells. */
    private final class Events implements Watcher {
        @Override
        public void alive(FakeSession session) {
            offerNext(session);
        }

        @Override
        public void accepted(String jobId) {
            studio.monitor().changed(() -> {
                Work work = works.get(jobId);
                if (work != null) {
                    work.accepted = System.nanoTime();
                }
            });
        }

        @Override
        public void settled(String jobId, Outcome outcome) {
            List<FakeSession> freed = new ArrayList<>();
            boolean offer = studio.monitor().change(() -> {
                Work work = works.get(jobId);
                if (work == null) {
                    return false;
                }
                busy.forEach((session, held) -> {
                    if (held == work) {
                        freed.add(session);
                    }
                });
                freed.forEach(busy::remove);
                return account(work, outcome);
            });
            if (offer) {
                freed.forEach(Dispatcher.this::offerNext);
            }
        }

        /** @return whether the next job is offered at once */
        private boolean account(Work work, Outcome outcome) {
            if (outcome instanceof Outcome.Rejected rejected) {
                boolean transitory = rejected.code() == RejectCode.BUSY || rejected.code() == RejectCode.PAUSED;
                again(work, !transitory);
                return !transitory;
            }
            if (outcome instanceof Outcome.Failed failed) {
                if (failed.retryable()) {
                    again(work, true);
                } else {
                    work.failed = true;
                    over(work);
                }
                return true;
            }
            work.stored++;
            queue.remove(work); // its session was lost a moment before its upload was taken
            if (!work.over()) {
                over(work);
            }
            return true;
        }

        @Override
        public void ended(FakeSession session) {
            lost(session);
        }

        @Override
        public void refused(String jobId) {
            studio.monitor().changed(() -> refused++);
        }
    }
}
