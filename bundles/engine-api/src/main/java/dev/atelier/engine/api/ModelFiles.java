package dev.atelier.engine.api;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** The files of the job's model on this machine, fetched when they are not there yet. */
@ProviderType
public interface ModelFiles {
    /** The local path of a file of the model source; reports progress to the job while it downloads. */
    Path get(ModelSource.File file) throws EngineException;

    /** Where all models live. */
    Path root();
}
