package dev.atelier.engine.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What an {@link Engine} also is when it can keep models in memory between jobs; its descriptor says {@code loadable}.
 */
@ConsumerType
public interface ModelLoader {
    /**
     * Blocks until the model is ready to answer; ends soon after {@link JobContext#cancelled()} becomes true. Several
     * models may be asked for at the same time, each once.
     *
     * @throws EngineException when it cannot be loaded; nothing of it is left in memory then
     */
    LoadedModel load(String model, ModelSource source, JobContext context) throws EngineException;
}
