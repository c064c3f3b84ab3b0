package dev.atelier.engine.host.child;

/** A call failed for a reason the child can name; becomes the job's own failure, word for word. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;

    public Failure(String code, String message, boolean retryable) {
        super(message);
        this.code = code;
        this.retryable = retryable;
    }

    public static Failure cancelled() {
        return new Failure("cancelled", "the job was cancelled", false);
    }

    public String code() {
        return code;
    }

    public boolean retryable() {
        return retryable;
    }
}
