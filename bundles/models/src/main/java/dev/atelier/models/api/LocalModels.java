package dev.atelier.models.api;

import org.osgi.annotation.versioning.ProviderType;

/** Which models need nothing from elsewhere. */
@ProviderType
public interface LocalModels {
    /** Whether a job for it would have no file to wait for. Looks at the disk. */
    boolean isHere(ModelEntry model);
}
