package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import org.jspecify.annotations.Nullable;

/** A program that cannot run the model, before anything was heard: another back end may do. */
final class ProgramUnusable extends EngineException {
    private static final long serialVersionUID = 1L;

    ProgramUnusable(String message, @Nullable Throwable cause) {
        super(ENGINE_FAILED, message, true, cause);
    }
}
