package dev.atelier.jobs.api;

/** A job that was not taken on; nothing was recorded. */
public final class JobRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        BUSY,
        QUEUE_FULL,
        UNKNOWN_MODEL,
        MODEL_DISABLED,
        WRONG_KIND,
        NO_ENGINE,
        /** It was to run on a model in memory. */
        NOT_LOADED,
        STOPPING
    }

    private final Reason reason;

    public JobRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
