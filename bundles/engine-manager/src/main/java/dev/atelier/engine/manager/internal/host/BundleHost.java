package dev.atelier.engine.manager.internal.host;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.manager.api.EngineOperations.Disturbed;
import dev.atelier.engine.manager.internal.verify.EngineJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** The engine bundles in the framework, named by the hash of their bytes. */
public interface BundleHost {
    /** Version of the exported engine API. */
    Version engineApi();

    /** Hashes of the engine bundles installed, whatever their state. */
    Set<String> installed();

    /** Installs without resolving or starting; the same bytes twice is harmless. */
    void install(String sha256, Path file) throws HostException;

    void resolve(String sha256) throws HostException;

    /** What that is running would be stopped, refreshed or tied to an engine by bringing the bundle in. */
    List<Disturbed> disturbs(String sha256, EngineJar jar, @Nullable String replaced);

    /** Bundles that are active now. */
    int active();

    /**
     * Starts the bundle, not persistently, and waits for its engine service.
     *
     * @throws HostException also when the time is over; the bundle is then given up
     */
    Running start(String sha256, String engineId, Duration limit, Watcher watcher)
            throws HostException, InterruptedException;

    /** Stops it if it runs. A bundle that does not stop in time is given up and logged. */
    void stop(String sha256);

    /**
     * Stops and uninstalls it, and lets go of its classes.
     *
     * @return false when the bundle does not let go
     */
    boolean uninstall(String sha256);

    /** An engine that has started. */
    interface Running extends AutoCloseable {
        Engine engine();

        /** Lets go of the service; the bundle stays as it is. */
        @Override
        void close();
    }

    /** Is told when an engine goes or comes without the manager's doing. Called from framework threads: be quick. */
    interface Watcher {
        void gone();

        void back(Engine engine);
    }
}
