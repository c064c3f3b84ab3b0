package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker says about its job, and what becomes of the job for it. Lives on the loop. */
final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final int MOST_WORDS = 8 * 1024;

    /** What a report is about, as far as this session is concerned. */
    private enum About {
        /** The job it was offered. */
        HELD,
        /** Its claim has ended while the worker still had it in hands. */
        FORMER,
        /** The store is busy with it: looked at again afterwards. */
        LATER,
        NEVER
    }

    private final Supplier<DispatchSettings> settings;
    private final JobStore jobs;
    private final Loop loop;
    private final Claims claims;
    private final Offers offers;
    private final Results results;
    private final Notices notices;
    private final Tally tally;
    private final Persisting persisting;

    Reports(
            Supplier<DispatchSettings> settings,
            JobStore jobs,
            Loop loop,
            Claims claims,
            Offers offers,
            Results results,
            Notices notices,
            Tally tally,
            Persisting persisting) {
        this.settings = settings;
        this.jobs = jobs;
        this.loop = loop;
        this.claims = claims;
        this.offers = offers;
        this.results = results;
        this.notices = notices;
        this.tally = tally;
        this.persisting = persisting;
    }

    /** @return false when the session never held the job, which is an offence */
    boolean accept(Session session, WorkerFrame.Accept frame) {
        Held held = session.held;
        return switch (about(session, frame.jobId())) {
            case HELD -> {
                if (held != null && held.phase == Held.Phase.OUT && !held.accepted) {
                    held.accepted = true;
                    persisting.keep(
                            () -> jobs.started(held.job.id(), held.claim, loop.now()),
                            started -> notices.job(held.job.id(), "claimed"));
                }
                yield true;
            }
            // An upload may overtake the word that announced it.
            case FORMER, LATER -> true;
            case NEVER -> false;
        };
    }

    boolean completeJson(Session session, WorkerFrame.CompleteJson frame) {
        return switch (about(session, frame.jobId())) {
            case HELD -> {
                Held held = session.held;
                if (held == null || held.phase == Held.Phase.LOST) {
                    dropped(session, frame.jobId(), "result");
                    putDown(held);
                    session.send(new StudioFrame.CompleteAck(frame.jobId()));
                    offers.serve(session);
                } else {
                    results.json(held, frame.result().getBytes(StandardCharsets.UTF_8), frame.prompt());
                }
                yield true;
            }
            case FORMER -> {
                dropped(session, frame.jobId(), "result");
                session.send(new StudioFrame.CompleteAck(frame.jobId()));
                yield true;
            }
            case LATER ->
                later(session, () -> {
                    // By then the session has held it: no offence.
                    boolean unused = completeJson(session, frame);
                });
            case NEVER -> false;
        };
    }

    boolean fail(Session session, WorkerFrame.Fail frame) {
        return switch (about(session, frame.jobId())) {
            case HELD -> {
                Held held = session.held;
                if (held == null || held.phase == Held.Phase.LOST) {
                    dropped(session, frame.jobId(), "failure");
                    putDown(held);
                    session.send(new StudioFrame.FailAck(frame.jobId()));
                    offers.serve(session);
                } else {
                    failed(session, held, frame);
                }
                yield true;
            }
            case FORMER -> {
                dropped(session, frame.jobId(), "failure");
                session.send(new StudioFrame.FailAck(frame.jobId()));
                yield true;
            }
            case LATER ->
                later(session, () -> {
                    boolean unused = fail(session, frame);
                });
            case NEVER -> false;
        };
    }

    void reject(Session session, WorkerFrame.Reject frame) {
        Held held = session.held;
        switch (about(session, frame.jobId())) {
            case HELD -> {
                if (held == null || held.phase == Held.Phase.LOST) {
                    dropped(session, frame.jobId(), "reject");
                    putDown(held);
                } else if (transientReject(frame)) {
                    tally.count("reject_" + (frame.code() == RejectCode.PAUSED ? "paused" : "busy"));
                    // Nobody is offered the job at once: whoever asks for work next may have it.
                    claims.giveBack(
                            held,
                            StoredJob.Status.QUEUED,
                            held.attempts(),
                            held.lastError(),
                            row -> claims.settle(held));
                } else {
                    tally.count("reject_other");
                    held.job = held.job.refusedBy(session.serial);
                    offers.tryAgain(held, "refused: " + Texts.cut(frame.reason(), MOST_WORDS));
                }
            }
            case LATER -> later(session, () -> reject(session, frame));
            case FORMER, NEVER -> dropped(session, frame.jobId(), "reject");
        }
    }

    /** The session has ended with a job in hands. */
    void lost(Session session) {
        Held held = session.held;
        if (held != null && held.phase == Held.Phase.OUT) {
            tally.count("claim_lost_session");
            offers.tryAgain(held, "the session with worker " + session.workerId + " ended");
        }
    }

    private void failed(Session session, Held held, WorkerFrame.Fail frame) {
        String error = Texts.cut(frame.error(), MOST_WORDS);
        int attempts = held.attempts() + (frame.retryable() ? 1 : 0);
        boolean again = frame.retryable() && attempts < settings.get().maxAttempts();
        tally.count(frame.retryable() ? "fail_retryable" : "fail_final");
        claims.giveBack(held, again ? StoredJob.Status.QUEUED : StoredJob.Status.FAILED, attempts, error, row -> {
            session.send(new StudioFrame.FailAck(frame.jobId()));
            claims.settle(held);
            offers.place(held.job.id());
            offers.serve(session);
        });
    }

    private About about(Session session, String jobId) {
        Held held = session.held;
        if (held != null && held.job.id().equals(jobId)) {
            return switch (held.phase) {
                case OUT, LOST -> About.HELD;
                case FINISHING, RELEASING -> About.LATER;
                // It cannot know of an offer that is not on its way yet.
                case CLAIMING -> session.hadBefore(jobId) ? About.FORMER : About.NEVER;
            };
        }
        return session.hadBefore(jobId) ? About.FORMER : About.NEVER;
    }

    private static boolean later(Session session, Runnable report) {
        Held held = session.held;
        if (held != null) {
            held.later = report;
        }
        return true;
    }

    private void putDown(@Nullable Held held) {
        if (held != null) {
            claims.settle(held);
        }
    }

    private void dropped(Session session, String jobId, String what) {
        tally.count("stale_report");
        LOG.atInfo()
                .addKeyValue("workerId", session.workerId)
                .addKeyValue("jobId", jobId)
                .addKeyValue("what", what)
                .log("a report came after the worker had lost the job");
    }

    private static boolean transientReject(WorkerFrame.Reject frame) {
        if (frame.code() != null) {
            return true;
        }
        String reason = frame.reason().toLowerCase(Locale.ROOT);
        return reason.contains("already busy")
                || reason.contains("paused by operator")
                || reason.contains("in-flight job");
    }
}
