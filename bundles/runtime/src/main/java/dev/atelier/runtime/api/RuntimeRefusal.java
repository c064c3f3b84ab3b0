package dev.atelier.runtime.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A runtime said no. The message names no path of this host. */
public final class RuntimeRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeError error;
    private final transient @Nullable ExecutionResult result;

    public RuntimeRefusal(RuntimeError error, String message) {
        this(error, message, null, null);
    }

    public RuntimeRefusal(RuntimeError error, String message, @Nullable Throwable cause) {
        this(error, message, cause, null);
    }

    public RuntimeRefusal(RuntimeError error, String message, ExecutionResult result) {
        this(error, message, null, result);
    }

    private RuntimeRefusal(
            RuntimeError error, String message, @Nullable Throwable cause, @Nullable ExecutionResult result) {
        super(message, cause);
        this.error = Objects.requireNonNull(error, "error");
        this.result = result;
    }

    public RuntimeError error() {
        return error;
    }

    /** What the execution backend answered, when it is the one who refused. */
    public @Nullable ExecutionResult result() {
        return result;
    }
}
