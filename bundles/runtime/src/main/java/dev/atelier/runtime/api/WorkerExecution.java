package dev.atelier.runtime.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether something really works behind a Worker, and how that is going. */
public record WorkerExecution(
        Backend backend,
        RunState runState,
        @Nullable String bindingBackendId,
        @Nullable ExecutionResult lastResult) {
    /** The line to the execution backend. */
    public enum Backend implements Wire {
        UNCONNECTED,
        /** Was connected in an earlier process. */
        STALE,
        CONNECTED
    }

    /** What the backend is doing for the Worker. */
    public enum RunState implements Wire {
        UNCONNECTED,
        IDLE,
        BUSY,
        REJECTED,
        ERRORED,
        STOPPED
    }

    public static final WorkerExecution UNCONNECTED =
            new WorkerExecution(Backend.UNCONNECTED, RunState.UNCONNECTED, null, null);

    public WorkerExecution {
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(runState, "runState");
    }

    public WorkerExecution withRunState(RunState state) {
        return new WorkerExecution(backend, state, bindingBackendId, lastResult);
    }

    public WorkerExecution withResult(ExecutionResult result) {
        return new WorkerExecution(backend, runState, bindingBackendId, result);
    }
}
