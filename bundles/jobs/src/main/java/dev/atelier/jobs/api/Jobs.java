package dev.atelier.jobs.api;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Runs jobs: one gate for everybody, a lease on an engine each, a record and a log of every one. */
@ProviderType
public interface Jobs {
    /**
     * What to run.
     *
     * @param id given by a studio, else null and made here
     * @param source frozen by a studio, else null and taken from the catalogue
     */
    record Request(
            @Nullable String id,
            String model,
            @Nullable ModelSource source,
            Task task,
            JobRecord.Source from,
            @Nullable Instant deadline) {}

    /** Runs now or refuses: the gate is taken, the model unknown, no engine serves it. */
    Job start(Request request) throws JobRefused;

    /** Runs as soon as the gate allows; refuses only when the queue is full or the request cannot work at all. */
    Job enqueue(Request request) throws JobRefused;

    Optional<JobRecord> find(String jobId);

    /** Waiting and running jobs, oldest first. */
    List<JobRecord> active();

    /** Finished jobs that came from a studio, newest first, at most 50. */
    List<JobRecord> recentStudio();

    /** Finished jobs of this machine's own, newest first, at most 50. */
    List<JobRecord> recentLocal();

    /** @return whether there was something to cancel */
    boolean cancel(String jobId);

    /** True while the gate has no free place. */
    boolean busy();

    boolean paused();

    void pause(boolean paused);
}
