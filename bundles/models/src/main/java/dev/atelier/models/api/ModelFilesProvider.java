package dev.atelier.models.api;

import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import org.osgi.annotation.versioning.ProviderType;

/** Makes the view on model files that a job's context carries. */
@ProviderType
public interface ModelFilesProvider {
    /**
     * Files that are not there are fetched while the job waits; it hears how far that is, and its cancel ends it.
     *
     * @param engine what the model's source names; each keeps its files in a place of its own
     */
    ModelFiles forModel(String modelId, String engine, JobContext job);
}
