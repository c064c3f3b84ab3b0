package dev.atelier.runtime.api;

/** A document that is not what was expected. The message names members, never what they hold. */
public final class MalformedRuntimeJson extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedRuntimeJson(String message) {
        super(message);
    }
}
