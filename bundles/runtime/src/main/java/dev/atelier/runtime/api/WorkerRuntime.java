package dev.atelier.runtime.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Hosts Workers: knows them, keeps what was said, tells observers. Every operation is atomic; what it refuses is a
 * {@link RuntimeRefusal}. What is read works on a stopped runtime too.
 */
@ProviderType
public interface WorkerRuntime extends AutoCloseable {
    String runtimeId();

    RuntimeStatus status();

    RuntimeSummary summary();

    /** By id, bytewise. */
    List<WorkerSummary> listWorkers();

    WorkerDetail workerDetail(WorkerRef worker);

    WorkerDetail createWorker(CreateWorkerRequest request);

    WorkerInteractionAck sendInput(WorkerRef worker, WorkerInput input);

    /** The first end wins; of a Worker that has ended it is told again. */
    WorkerLifecycleAck stopWorker(WorkerRef worker, @Nullable String reason);

    WorkerLifecycleAck cancelWorker(WorkerRef worker, @Nullable String reason);

    /** Forgets a Worker that has ended, its transcript and its events; its id is never given again. */
    void deleteWorker(WorkerRef worker);

    TranscriptProjection transcript(WorkerRef worker, long start, long limit);

    EventCursor eventCursorFromStart();

    EventCursor eventCursorNow();

    RuntimeEventBatch readEvents(EventCursor cursor, long limit);

    EventSubscription subscribeEvents(EventCursor cursor);

    /** Replaces a bundle of the same id. */
    ConfigBundleAvailability storeConfigBundle(ConfigBundle bundle);

    /** By id, bytewise. */
    List<ConfigBundleSummary> listConfigBundles();

    ConfigBundleAvailability checkConfigBundle(ConfigBundleRef reference);

    /** Ends the runtime and its Workers for good, restarts included; not what a process that stops does. */
    long stopRuntime();

    List<RuntimeDiagnostic> diagnostics();

    /**
     * Observes a Worker.
     *
     * @param cursor the last event that was received; null for no replay. One that cannot be used, or a Worker that is
     *     not there, is told by the frames.
     */
    Observation observe(WorkerRef worker, @Nullable String cursor);

    /** Whether something is attached that runs Workers. */
    boolean executes();

    /**
     * From now on Workers it serves are run by the backend, unless one that was attached before serves them too. Replaces
     * one of the same id.
     */
    void attach(ExecutionBackend backend);

    /** The Workers of the backend are no longer run by anybody. Does nothing when it is not attached. */
    void detach(ExecutionBackend backend);

    /** Asks what is attached to take up the Workers it ran before; how many were. May take its time. */
    int restoreWorkers();

    /** This process lets go of the runtime: observers are told, the store is released. Nothing is stopped for good. */
    @Override
    void close();

    default WorkerRef ref(String workerId) {
        return new WorkerRef(runtimeId(), workerId);
    }
}
