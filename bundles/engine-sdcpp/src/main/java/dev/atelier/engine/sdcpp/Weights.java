package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.ModelSource.Role;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a model on this machine.
 *
 * @param whole whether the main file has everything in it
 * @param defaults what the model wants
 */
record Weights(
        Path main,
        boolean whole,
        @Nullable Path vae,
        @Nullable Path llm,
        @Nullable Path llmVision,
        ModelSource.Defaults defaults) {

    /** Fetches what is not there yet. */
    static Weights of(ModelSource source, JobContext context) throws EngineException {
        Optional<ModelSource.File> diffusion = source.file(Role.DIFFUSION_MODEL);
        ModelSource.File main = diffusion
                .or(() -> source.file(Role.MODEL))
                .orElseThrow(() ->
                        new EngineException("model_missing", "modelSource has no diffusion-model / model file", false));
        return new Weights(
                context.modelFiles().get(main),
                diffusion.isEmpty(),
                path(source, Role.VAE, context),
                path(source, Role.TEXT_ENCODER, context),
                path(source, Role.TEXT_ENCODER_VISION, context),
                source.defaults());
    }

    private static @Nullable Path path(ModelSource source, Role role, JobContext context) throws EngineException {
        Optional<ModelSource.File> file = source.file(role);
        return file.isEmpty() ? null : context.modelFiles().get(file.get());
    }
}
