package dev.atelier.studio.dispatch.api;

import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.StoredJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The jobs, for those who make, change and wait for them. */
@ProviderType
public interface Queue {
    /** @param position how many jobs are ahead, when it waits */
    record Submitted(StoredJob job, boolean fresh, long position) {}

    /** On disk when the future completes. @throws QueueFull before anything is written */
    CompletableFuture<Submitted> submit(NewJob job) throws QueueFull;

    /** The job after the change; fails with {@link WrongState} or {@link UnknownJob}. */
    CompletableFuture<StoredJob> cancel(String jobId);

    /** From failed or cancelled to queued; the source is what the registry says now. Fails like {@link #cancel}. */
    CompletableFuture<StoredJob> retry(String jobId, String source, double vramGbEstimate);

    /** From pending to queued. Fails like {@link #cancel}. */
    CompletableFuture<StoredJob> promote(String jobId, String source, double vramGbEstimate);

    /** Completes when the job has ended, at once when it has already; fails with {@link UnknownJob}. */
    CompletableFuture<StoredJob> ended(String jobId);

    /** @param predicate such as {@code vram}; {@code need} and {@code have} are words for a person */
    record Failed(String predicate, String need, String have) {}

    /** Whether one worker could take the job. */
    record Standing(String workerId, boolean eligible, List<Failed> failed) {}

    /**
     * Why a job waits.
     *
     * @param position jobs ahead; 0 when next or not waiting
     * @param etaSeconds null when it cannot be computed
     */
    record Why(
            StoredJob.Status status,
            long position,
            @Nullable Long etaSeconds,
            List<Standing> workers) {}

    Optional<Why> why(String jobId);

    /** Whether any connected worker could ever take such a job, and if not, why not in one sentence. */
    Optional<String> unservable(String model, dev.atelier.engine.api.Kind kind, String engine, double vramGbEstimate);

    long queued();

    /** An upload of a result, step one: the claim under which this worker holds the job; empty when it does not. */
    CompletableFuture<Optional<String>> holds(String workerId, String jobId);

    /**
     * Step two: the bytes are in. Publishes and completes the job.
     *
     * @return false when the claim is not the present one any more: nothing is kept then
     */
    CompletableFuture<Boolean> uploaded(
            String workerId,
            String jobId,
            String claim,
            Path body,
            long bytes,
            String contentType,
            @Nullable String prompt);

    /** The job ended, was never known, or is in a state that does not allow it. */
    final class WrongState extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public WrongState(String message) {
            super(message, null, false, false);
        }
    }

    /** There is no such job. */
    final class UnknownJob extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnknownJob(String jobId) {
            super("there is no job \"" + jobId + "\"", null, false, false);
        }
    }

    /** Too many unfinished jobs. */
    final class QueueFull extends Exception {
        private static final long serialVersionUID = 1L;

        public QueueFull(String message) {
            super(message, null, false, false);
        }
    }
}
