package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;

/** A llama-server that ended, or went silent, while it made an answer. The next job has another one. */
final class ServerDied extends EngineException {
    private static final long serialVersionUID = 1L;

    ServerDied(String message, Throwable cause) {
        super(ENGINE_FAILED, message, true, cause);
    }
}
