package dev.atelier.runtime.api;

import org.osgi.annotation.versioning.ProviderType;

/** Opens runtimes. */
@ProviderType
public interface WorkerRuntimes {
    /**
     * Whoever opens a runtime closes it.
     *
     * @throws RuntimeRefusal {@code store_io}, {@code store_missing} or {@code store_corrupt} when its store does not
     *     open, {@code invalid_request} for an id that cannot be used
     */
    WorkerRuntime open(RuntimeOptions options);
}
