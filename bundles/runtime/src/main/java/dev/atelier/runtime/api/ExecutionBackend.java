package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes Workers work. The runtime keeps catalogue, transcript, observation and life cycle; the backend keeps the running
 * thing. Called from any thread, never under a lock of the runtime.
 */
@ConsumerType
public interface ExecutionBackend {
    /** Stable over restarts. */
    String backendId();

    /** Whether a Worker of this request would be run here; those nobody serves are kept as mere entries. */
    default boolean serves(CreateWorkerRequest request) {
        return true;
    }

    Spawned spawnWorker(WorkerRef worker, CreateWorkerRequest request, ExecutionContext context);

    /** Takes up a Worker of an earlier process again. Its initial input is not to be dispatched once more. */
    default Spawned restoreWorker(
            WorkerRef worker, CreateWorkerRequest request, String bindingBackendId, ExecutionContext context) {
        return new Spawned.Refused(ExecutionResult.unsupported(ExecutionResult.Operation.RESTORE));
    }

    /** Accepts, or says why not; never queues. Busy when the Worker has not ended what it was given before. */
    ExecutionResult dispatchInput(ExecutionHandle handle, WorkerInput input);

    default ExecutionResult stopWorker(ExecutionHandle handle) {
        return ExecutionResult.unsupported(ExecutionResult.Operation.STOP);
    }

    default ExecutionResult cancelWorker(ExecutionHandle handle) {
        return ExecutionResult.unsupported(ExecutionResult.Operation.CANCEL);
    }

    /** A {@code snapshot} event of the moment for a new observer, in place of the runtime's own. */
    default Optional<ObjectNode> snapshot(ExecutionHandle handle) {
        return Optional.empty();
    }

    /** How a Worker's beginning went. */
    sealed interface Spawned {
        record Connected(ExecutionHandle handle, WorkerExecution.RunState runState) implements Spawned {}

        /** Rejected, errored or unsupported: the result's outcome tells which. */
        record Refused(ExecutionResult result) implements Spawned {}
    }
}
