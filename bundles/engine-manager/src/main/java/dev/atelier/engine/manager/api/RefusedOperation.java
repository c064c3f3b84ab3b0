package dev.atelier.engine.manager.api;

import java.util.List;

/** A change that was not begun; nothing has changed. */
public final class RefusedOperation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<EngineOperations.Disturbed> disturbs;

    public RefusedOperation(int status, String code, String message) {
        this(status, code, message, List.of());
    }

    public RefusedOperation(int status, String code, String message, List<EngineOperations.Disturbed> disturbs) {
        super(message);
        this.status = status;
        this.code = code;
        this.disturbs = List.copyOf(disturbs);
    }

    /** The HTTP status that says the same. */
    public int status() {
        return status;
    }

    /** {@code not_an_engine}, {@code untrusted_bundle}, {@code would_disturb}, {@code nothing_to_roll_back}, … */
    public String code() {
        return code;
    }

    public List<EngineOperations.Disturbed> disturbs() {
        return disturbs;
    }
}
