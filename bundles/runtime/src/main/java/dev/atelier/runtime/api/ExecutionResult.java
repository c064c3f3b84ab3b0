package dev.atelier.runtime.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an execution backend answered. The message is for diagnosis on this host, never for browsers. */
public record ExecutionResult(
        Operation operation,
        Outcome outcome,
        WorkerExecution.RunState runState,
        @Nullable String message) {
    /** What was asked. */
    public enum Operation implements Wire {
        SPAWN,
        RESTORE,
        INPUT,
        STOP,
        CANCEL
    }

    /** What became of it. */
    public enum Outcome implements Wire {
        ACCEPTED,
        BUSY,
        REJECTED,
        ERRORED,
        UNSUPPORTED
    }

    public ExecutionResult {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(runState, "runState");
    }

    public boolean accepted() {
        return outcome == Outcome.ACCEPTED;
    }

    public static ExecutionResult accepted(Operation operation, WorkerExecution.RunState runState) {
        return new ExecutionResult(operation, Outcome.ACCEPTED, runState, null);
    }

    public static ExecutionResult busy(Operation operation) {
        return new ExecutionResult(operation, Outcome.BUSY, WorkerExecution.RunState.BUSY, null);
    }

    public static ExecutionResult rejected(Operation operation, String message) {
        return new ExecutionResult(operation, Outcome.REJECTED, WorkerExecution.RunState.REJECTED, message);
    }

    public static ExecutionResult errored(Operation operation, String message) {
        return new ExecutionResult(operation, Outcome.ERRORED, WorkerExecution.RunState.ERRORED, message);
    }

    public static ExecutionResult unsupported(Operation operation) {
        return new ExecutionResult(operation, Outcome.UNSUPPORTED, WorkerExecution.RunState.REJECTED, null);
    }
}
