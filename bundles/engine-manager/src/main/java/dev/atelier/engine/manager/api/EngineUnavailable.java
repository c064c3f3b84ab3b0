package dev.atelier.engine.manager.api;

/** No engine of that name serves; the message says which and what to do about it. */
public final class EngineUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String source;

    public EngineUnavailable(String source, String message) {
        super(message);
        this.source = source;
    }

    /** The engine name that was asked for. */
    public String source() {
        return source;
    }
}
