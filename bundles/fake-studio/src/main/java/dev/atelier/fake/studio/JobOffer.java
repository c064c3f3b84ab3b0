package dev.atelier.fake.studio;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One offer of a job, and what becomes of it. */
public final class JobOffer {
    private final String jobId;
    private final JobBook.Job job;
    private final Duration patience;

    JobOffer(String jobId, JobBook.Job job, Duration patience) {
        this.jobId = jobId;
        this.job = job;
        this.patience = patience;
    }

    public String jobId() {
        return jobId;
    }

    public CompletableFuture<FakeSession> accepted() {
        return job.accepted;
    }

    public CompletableFuture<Outcome> outcome() {
        return job.outcome;
    }

    public void awaitAccepted() {
        Waits.get(job.accepted, "accept of " + jobId, patience);
    }

    public Outcome awaitOutcome() {
        return Waits.get(job.outcome, "outcome of " + jobId, patience);
    }

    /** The outcome, which must be of a kind. */
    public <O extends Outcome> O awaitOutcome(Class<O> type) {
        Outcome outcome = awaitOutcome();
        if (!type.isInstance(outcome)) {
            throw new AssertionError(jobId + " should have been " + type.getSimpleName() + ", but is " + outcome);
        }
        return type.cast(outcome);
    }
}
