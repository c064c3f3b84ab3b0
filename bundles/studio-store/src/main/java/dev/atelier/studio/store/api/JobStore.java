package dev.atelier.studio.store.api;

import dev.atelier.engine.api.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The jobs. A change is on disk before its future completes; changes asked for together are written together. Futures
 * complete on a thread of the store: dependents hand over quickly and never block. A store that cannot write completes
 * them exceptionally with {@link StoreFailure} and has changed nothing.
 *
 * <p>Several studio processes may share one database. Every change of a claimed job names its claim, and changes nothing
 * when the job has another one by now.
 */
@ProviderType
public interface JobStore {
    /** @param fresh false when the idempotency key was known: the job is the earlier one */
    record Inserted(StoredJob job, boolean fresh) {}

    /** May wait a moment for its turn when many do: not for a thread that must not. The other changes never wait. */
    CompletableFuture<Inserted> insert(NewJob job);

    /** From queued to claimed; empty when somebody else was faster or the job no longer waits. */
    CompletableFuture<Optional<StoredJob>> claim(String jobId, String workerId, String claim, Instant at);

    /** The worker has accepted. False when the claim is not the present one. */
    CompletableFuture<Boolean> started(String jobId, String claim, Instant at);

    /**
     * Done, with a result that has been published in the {@link ResultStore}.
     *
     * @return the job, empty when the claim is not the present one: nothing is changed then
     */
    CompletableFuture<Optional<StoredJob>> complete(
            String jobId, String claim, @Nullable String prompt, String resultType, long resultBytes, Instant at);

    /**
     * Takes a claim away: back to {@code QUEUED}, or {@code FAILED} for good.
     *
     * @return the job, empty when the claim is not the present one: nothing is changed then
     */
    CompletableFuture<Optional<StoredJob>> release(
            String jobId, String claim, StoredJob.Status to, int attempts, @Nullable String error, Instant at);

    /** From pending, queued or claimed; empty when the job has ended or is unknown. */
    CompletableFuture<Optional<StoredJob>> cancel(String jobId, Instant at);

    /**
     * To queued, from any of the given states, with a model source resolved anew and no attempts used; empty when it is
     * in none of them.
     */
    CompletableFuture<Optional<StoredJob>> requeue(
            String jobId, List<StoredJob.Status> from, String source, double vramGbEstimate, Instant at);

    Optional<StoredJob> find(String jobId);

    /**
     * Newest first.
     *
     * @param owner only jobs of this key
     * @param cursor from the page before
     */
    record Query(
            @Nullable List<StoredJob.Status> status,
            @Nullable String model,
            @Nullable String worker,
            @Nullable String owner,
            int limit,
            @Nullable String cursor) {}

    /**
     * A job in a list.
     *
     * @param job without task, source and prompt: they are empty, however long they are in the store
     * @param preview the beginning of what was asked for
     */
    record Listed(StoredJob job, String preview) {}

    /** @param nextCursor null at the end */
    record Page(List<Listed> jobs, @Nullable String nextCursor) {
        public Page {
            jobs = List.copyOf(jobs);
        }
    }

    /** @throws IllegalArgumentException when the cursor is none of ours */
    Page list(Query query);

    /** A waiting job: no more of it than it takes to find a worker. */
    record Queued(
            String id,
            long seq,
            Kind kind,
            String model,
            String source,
            double vramGbEstimate,
            int priority,
            @Nullable String owner) {}

    /** Waiting jobs in the order they were inserted, from a number on. */
    List<Queued> queued(long afterSeq, int limit);

    /** A job in a worker's hands. */
    record Claimed(
            String id,
            String claim,
            @Nullable String workerId,
            @Nullable Instant claimedAt,
            int attempts) {}

    List<Claimed> claimed();

    /** Tells, one by one, the tasks of jobs that have not ended and that contain a text. Some may be told twice. */
    void tasks(String containing, Consumer<String> task);

    /** How many jobs are in each state; states without any may be absent. */
    Map<StoredJob.Status, Long> counts();

    /**
     * Tells of jobs that other processes on the same database inserted or changed. Never called with an embedded
     * database. A null id means that some were missed: read everything again.
     */
    AutoCloseable watchOthers(Consumer<@Nullable String> changed);
}
