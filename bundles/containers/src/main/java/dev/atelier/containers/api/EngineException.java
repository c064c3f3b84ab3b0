package dev.atelier.containers.api;

import java.io.IOException;

/** What an engine did not do, and why; the message is for a person. */
public final class EngineException extends IOException {
    private static final long serialVersionUID = 1L;

    public enum Code {
        /** No engine answers at the socket. */
        ENGINE_UNAVAILABLE,
        /** It answers in no version both sides know. */
        ENGINE_API_UNSUPPORTED,
        NOT_FOUND,
        /** The container, or the name, is not in a state that allows it. */
        CONFLICT,
        /** The engine understood and said no. */
        REFUSED,
        /** It has no program to be the first one in a container; without {@code init} it can do what was asked. */
        NO_INIT,
        /** It did not answer in time. */
        TIMEOUT,
        /** It said something that is no answer. */
        PROTOCOL,
        /** The configuration asks for something that is not allowed or does not exist. */
        CONFIG_INVALID
    }

    private final Code code;

    public EngineException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public EngineException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
