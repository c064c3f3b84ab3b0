package dev.atelier.settings.api;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The worker's own settings, under the names of the reference worker. Every call answers with the value of now. */
@ProviderType
public interface WorkerSettings {
    Optional<String> apiBaseUrl();

    double vramThresholdGb();

    boolean onlyWhenIdle();

    Path modelsRoot();

    int localApiPort();
}
