package dev.atelier.engine.api;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Where the models of this machine lie; for engines that look there for what they could run. A service. */
@FunctionalInterface
@ProviderType
public interface ModelsFolder {
    /** The folder as it is set now; it need not exist. */
    Path path();
}
