package dev.atelier.engine.api;

import org.jspecify.annotations.Nullable;

/** A job failed for a reason the engine can name. The code is a stable word; the message is for a person. */
public class EngineException extends Exception {
    private static final long serialVersionUID = 1L;

    public static final String CANCELLED = "cancelled";
    public static final String CANNOT_SERVE = "cannot_serve";
    public static final String ENGINE_FAILED = "engine_failed";

    private final String code;
    private final boolean retryable;

    public EngineException(String code, String message, boolean retryable) {
        this(code, message, retryable, null);
    }

    public EngineException(String code, String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryable = retryable;
    }

    /** The engine works, but not for this kind of task; trying again elsewhere on the same engine is no use. */
    public static EngineException cannotServe(String engine, Kind kind) {
        return new EngineException(CANNOT_SERVE, engine + " engine cannot serve " + kind.wireName() + " tasks", false);
    }

    public static EngineException cancelled() {
        return new EngineException(CANCELLED, "the job was cancelled", false);
    }

    public static EngineException failed(String message, @Nullable Throwable cause) {
        return new EngineException(ENGINE_FAILED, message, true, cause);
    }

    public String code() {
        return code;
    }

    public boolean retryable() {
        return retryable;
    }
}
