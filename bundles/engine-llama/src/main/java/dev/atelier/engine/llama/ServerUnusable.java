package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;

/** A llama-server that does not get ready, before anything was said: another back end may do. */
final class ServerUnusable extends EngineException {
    private static final long serialVersionUID = 1L;

    ServerUnusable(String message, Throwable cause) {
        super(ENGINE_FAILED, message, true, cause);
    }
}
