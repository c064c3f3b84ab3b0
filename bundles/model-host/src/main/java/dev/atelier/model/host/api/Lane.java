package dev.atelier.model.host.api;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import org.osgi.annotation.versioning.ProviderType;

/** To a model in memory, one request after the other, first come, first served. */
@ProviderType
public interface Lane {
    String NOT_LOADED = "model_not_loaded";
    String BUSY = "lane_full";

    /** Whose model it is. */
    EngineDescriptor engine();

    /**
     * Waits for its turn, and leaves the line when the job is cancelled.
     *
     * @throws EngineException of code {@link #NOT_LOADED} when the model is let go of before its turn, of code
     *     {@link #BUSY} when too many wait already
     */
    EngineResult execute(EngineJob job, JobContext context) throws EngineException;

    /** The tokens of a text; waits for its turn too. */
    int[] tokens(String text, boolean special) throws EngineException;
}
