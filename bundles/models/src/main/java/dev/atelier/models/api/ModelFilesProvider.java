package dev.atelier.models.api;

import dev.atelier.engine.api.ModelFiles;
import org.osgi.annotation.versioning.ProviderType;

/** Makes the view on model files that a job's context carries. */
@ProviderType
public interface ModelFilesProvider {
    ModelFiles forModel(String modelId);
}
