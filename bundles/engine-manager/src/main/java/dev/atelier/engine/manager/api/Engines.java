package dev.atelier.engine.manager.api;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Kind;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The engines that serve, and leases on them. */
@ProviderType
public interface Engines {
    /**
     * A lease on the current engine for the engine name of a model source. Never waits, except for a version that is
     * being switched in at this moment.
     *
     * @throws EngineUnavailable when no engine of that name serves, saying which and what to do
     */
    Lease lease(String source, String model) throws EngineUnavailable;

    /** The current engine for the engine name of a model source, without taking a lease. */
    Optional<EngineDescriptor> current(String source);

    /**
     * A lease on the current version of an engine by its own id, whether or not it can serve: for looking after it, not
     * for jobs. The engine's code runs under it all the same: a swap waits for it as it waits for a job, and calls it
     * back at the deadline. Empty when there is none, or it has not started.
     */
    Optional<Lease> hold(String engineId);

    /** Descriptors of the engines that serve now, real ones first, the synthetic one last. */
    List<EngineDescriptor> serving();

    /** All versions known, serving or not. */
    List<EngineRow> rows();

    /** The right to run one job on one version of an engine. Closing gives it back; twice is harmless. */
    @ProviderType
    interface Lease extends AutoCloseable {
        Engine engine();

        EngineDescriptor descriptor();

        /** Tells how the job ended, for the error rate of a version on probation. Engine faults only. */
        void report(boolean engineFault);

        /**
         * Runs the action when the manager needs the lease back: the drain deadline of a version that is being retired
         * passed. At once if it already did.
         */
        void onRecall(Runnable action);

        @Override
        void close();
    }

    /** Kinds that any serving engine takes, canonical order. */
    default List<Kind> kinds() {
        return serving().stream()
                .flatMap(d -> d.kinds().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
