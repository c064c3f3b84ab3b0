package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.api.EngineException;
import org.jspecify.annotations.Nullable;

/** What a model that is not as it should be fails with. Another machine may have a whole one. */
final class Unusable {
    private Unusable() {}

    static EngineException because(String why) {
        return because(why, null);
    }

    static EngineException because(String why, @Nullable Exception cause) {
        return new EngineException("model_unusable", "the model cannot be used: " + why, true, cause);
    }
}
