package dev.atelier.session.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.wire.api.WorkerFrame;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a result to the studio the way its kind travels, in the session that took the job and in no other. */
final class Deliveries {
    static final String LOST = "studio connection lost before delivery";

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    /** What studios take in one message, less the frame around the result. */
    private static final long MAX_JSON = 15L << 20;

    private static final String CANNOT_SERVE = "cannot serve";

    private final Uploads uploads;
    private final Courier courier;
    private final WorkerLog log;

    Deliveries(Uploads uploads, Courier courier, WorkerLog log) {
        this.uploads = uploads;
        this.courier = courier;
        this.log = log;
    }

    /** @return how the job ended after all; completes normally */
    CompletableFuture<JobOutcome> deliver(Accepted job, JobOutcome outcome) {
        try {
            return outcome.<CompletableFuture<JobOutcome>>fold(
                            done -> done.result().fold(media -> media(job, done, media), json -> json(job, done, json)),
                            failed -> failed(job, failed),
                            cancelled -> cancelled(job, cancelled))
                    .exceptionally(failure -> broken(job, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(broken(job, e));
        }
    }

    private CompletableFuture<JobOutcome> json(Accepted job, JobOutcome.Done done, EngineResult.Json json) {
        if (Texts.utf8Length(json.text()) > MAX_JSON) {
            String reason = "the result is larger than a studio takes in one message";
            fail(job, reason, false);
            return ended("result_too_large", reason);
        }
        job.entry().handedOver();
        boolean sent = job.link()
                .send(new WorkerFrame.CompleteJson(
                        job.claim().jobId(), json.text(), job.claim().task().prompt()));
        return CompletableFuture.completedFuture(sent ? done : new JobOutcome.Failed("studio_lost", LOST, true));
    }

    private CompletableFuture<JobOutcome> media(Accepted job, JobOutcome.Done done, EngineResult.Media media) {
        Parcel parcel = new Parcel(
                job.link().credentials(),
                job.claim().jobId(),
                job.claim().task().prompt(),
                media.ext(),
                media.body());
        if (!job.link().alive()) {
            return keep(job, done, parcel);
        }
        return job.known()
                .thenCompose(nothing -> uploads.send(parcel, job.entry()::handedOver))
                .thenCompose(answer -> switch (answer.kind()) {
                    case STORED -> CompletableFuture.<JobOutcome>completedFuture(done);
                    case REFUSED -> {
                        fail(job, answer.error(), true);
                        yield ended("upload_refused", answer.error());
                    }
                    case UNREACHABLE ->
                        fail(job, answer.error(), true)
                                ? ended("upload_failed", answer.error())
                                : keep(job, done, parcel);
                });
    }

    private CompletableFuture<JobOutcome> keep(Accepted job, JobOutcome.Done done, Parcel parcel) {
        return courier.keep(parcel, job.claim().task()).handle((nothing, failure) -> {
            if (failure == null) {
                return done;
            }
            LOG.atError().addKeyValue("jobId", parcel.jobId()).setCause(failure).log("result could not be kept");
            return new JobOutcome.Failed("not_kept", LOST + ", and the result could not be kept", true);
        });
    }

    private CompletableFuture<JobOutcome> failed(Accepted job, JobOutcome.Failed failed) {
        boolean cannot = failed.code().equals(EngineException.CANNOT_SERVE)
                || failed.reason().contains(CANNOT_SERVE);
        fail(job, failed.reason(), !cannot);
        return CompletableFuture.completedFuture(failed);
    }

    private CompletableFuture<JobOutcome> cancelled(Accepted job, JobOutcome.Cancelled cancelled) {
        // The studio still wants it, wherever; only this worker does not do it now.
        fail(job, cancelled.reason(), true);
        return CompletableFuture.completedFuture(cancelled);
    }

    private boolean fail(Accepted job, String error, boolean retryable) {
        String jobId = job.claim().jobId();
        boolean told = job.link().send(new WorkerFrame.Fail(jobId, Texts.cut(error, 4_000), retryable));
        if (!told) {
            log.append(WorkerLog.Level.WARN, "ws", "the studio was not told of the failure: no session", jobId);
        }
        return told;
    }

    private JobOutcome broken(Accepted job, Throwable failure) {
        LOG.atError()
                .addKeyValue("jobId", job.claim().jobId())
                .setCause(failure)
                .log("delivery failed");
        String reason = "delivery failed: " + Texts.reason(failure);
        fail(job, reason, true);
        return new JobOutcome.Failed("delivery_failed", reason, true);
    }

    private static CompletableFuture<JobOutcome> ended(String code, String reason) {
        return CompletableFuture.completedFuture(new JobOutcome.Failed(code, reason, true));
    }
}
