package dev.atelier.jobs.api;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Runs jobs: one gate for everybody, a lease on an engine each, a record and a log of every one. */
@ProviderType
public interface Jobs {
    /**
     * What to run.
     *
     * @param id given by a studio or from {@link Jobs#newId}, else null and made here
     * @param source frozen by a studio, else null and taken from the catalogue
     */
    record Request(
            @Nullable String id,
            String model,
            @Nullable ModelSource source,
            Task task,
            JobRecord.Source from,
            @Nullable Instant deadline) {}

    /**
     * Takes a place in the gate, and a slot of the engine the source names, for a job that is about to be accepted.
     * Pausing does not matter here: who offers the job has asked before.
     *
     * @return empty when there is none, or when a job of this id is under way or has a place already
     */
    Optional<Place> reserve(String jobId, ModelSource source);

    /**
     * Completes when a place becomes free again, on a thread of jobs: dependents must not block. Who was refused one
     * asks for this and then looks once more, since the place may have become free in between.
     */
    CompletableFuture<Void> freed();

    /**
     * A place in the gate, kept from before a job is accepted until its result is delivered. Close it unless a job was
     * started in it.
     */
    @ProviderType
    interface Place extends AutoCloseable {
        /**
         * Runs the job in this place. Once only, unless it was refused. When the engine has ended, its lease is given
         * back and the delivery decides how the job went; only then is the job over and the place free. Until then the
         * record is running and nothing cancels the job: what was made is brought to who asked for it. No deadline
         * counts the delivery; one that never ends is cut off when the worker stops.
         *
         * @param request its id is that of the place, or null
         * @throws IllegalStateException when a job was started here before, or the place was given back
         */
        Job start(Request request, Delivery delivery) throws JobRefused;

        /** Gives the place back if no job was started in it; else does nothing. */
        @Override
        void close();
    }

    /** Brings a result to who asked for it. */
    @FunctionalInterface
    interface Delivery {
        /**
         * Called once, on a thread of jobs, when the engine has ended or was given up. It must not block. A result
         * that is a file stays at least until the delivery has ended.
         *
         * @return how the job ended after all, usually what it was given; normally a failure when nobody took the
         *     result. An exception is a failure of code {@code delivery_failed}; the result is kept on this machine
         */
        CompletableFuture<JobOutcome> deliver(JobOutcome outcome);
    }

    /**
     * Runs now or refuses: the gate is taken, the model unknown, no engine serves it. One from {@code LANE} takes no place
     * in the gate: it waits for its turn at the model in memory.
     */
    Job start(Request request) throws JobRefused;

    /** Runs as soon as the gate allows; refuses only when the queue is full or the request cannot work at all. */
    Job enqueue(Request request) throws JobRefused;

    /** An id for a job about to be started, for who wants to read along from its beginning. */
    String newId();

    /**
     * Reads along while a job makes a text: first what there is already, then each piece. The job may be one that has
     * not come yet.
     */
    Reading follow(String jobId, TextReader reader);

    /** Called in order, on the thread of the engine: hand over quickly, never block or throw. */
    interface TextReader {
        /** @param at how many characters came before this piece */
        void text(long at, String piece);

        /** There will be no more. */
        default void ended() {}
    }

    /** Ends with {@link #close()}. */
    interface Reading extends AutoCloseable {
        @Override
        void close();
    }

    Optional<JobRecord> find(String jobId);

    /** Waiting and running jobs, oldest first. */
    List<JobRecord> active();

    /** Finished jobs that came from a studio, newest first, at most 50. */
    List<JobRecord> recentStudio();

    /** Finished jobs of this machine's own, newest first, at most 50. */
    List<JobRecord> recentLocal();

    /** @return whether there was something to cancel; a job that is being delivered can no longer be cancelled */
    boolean cancel(String jobId);

    /** True while the gate has no free place. */
    boolean busy();

    boolean paused();

    void pause(boolean paused);
}
