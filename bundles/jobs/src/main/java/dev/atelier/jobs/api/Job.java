package dev.atelier.jobs.api;

import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** A job that was taken on. */
@ProviderType
public interface Job {
    String id();

    /** Completes, always normally, when the job has ended. Dependents must not block. */
    CompletableFuture<JobOutcome> outcome();

    void cancel();
}
