package dev.atelier.engine.api;

import org.osgi.annotation.versioning.ConsumerType;

/** A model in memory. One call at a time; closed by who loaded it, never while a call runs. */
@ConsumerType
public interface LoadedModel extends AutoCloseable {
    /** As {@link Engine#execute}, without loading anything. */
    EngineResult execute(EngineJob job, JobContext context) throws EngineException;

    /**
     * The tokens the model makes of a text.
     *
     * @param special whether the marks the model wants around a text are put there too
     */
    default int[] tokens(String text, boolean special) throws EngineException {
        throw new EngineException(EngineException.CANNOT_SERVE, "this model does not tell its tokens", false);
    }

    /** Whether it can still answer: a model whose process has died cannot. */
    default boolean alive() {
        return true;
    }

    /** Frees the memory; returns when it is free. */
    @Override
    void close();
}
