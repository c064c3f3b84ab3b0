package dev.atelier.model.host.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model is not loaded, or not let go of, and nothing has changed. */
public final class LoadRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient @Nullable Shortage shortage;

    /** Why. */
    public enum Reason {
        UNKNOWN_MODEL,
        MODEL_DISABLED,
        NOT_LOADABLE,
        INSUFFICIENT_MEMORY,
        RESIDENCY_NOT_SAVED
    }

    /** How much memory there is too little, in GiB; what is free is unknown when it is negative. */
    public record Shortage(double needed, double free, double margin) {}

    public LoadRefused(Reason reason, String message) {
        this(reason, message, null);
    }

    public LoadRefused(Reason reason, String message, @Nullable Shortage shortage) {
        super(message);
        this.reason = reason;
        this.shortage = shortage;
    }

    public Reason reason() {
        return reason;
    }

    public Optional<Shortage> shortage() {
        return Optional.ofNullable(shortage);
    }
}
