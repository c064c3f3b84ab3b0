package dev.atelier.engine.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A model in memory. As many calls at a time as it has {@link #slots()}; closed once, by who loaded it, and never while
 * a call runs: who closes it waits until the last one has ended, however long that takes.
 */
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

    /** How many calls it takes at the same time. Asked once, when it has been loaded. */
    default int slots() {
        return 1;
    }

    /** Whether it can still answer: a model whose process has died cannot. */
    default boolean alive() {
        return true;
    }

    /** Frees the memory; returns when it is free. */
    @Override
    void close();
}
