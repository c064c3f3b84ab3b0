package dev.atelier.model.host.api;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Loads models into memory, keeps them there and lets go of them again. */
@ProviderType
public interface ModelHost {
    /** Where a model stands. */
    enum State {
        UNLOADED,
        LOADING,
        LOADED,
        UNLOADING,
        FAILED
    }

    /**
     * A model as it stands now.
     *
     * @param resident whether it is loaded again at the next start
     * @param loadable whether the engine that serves it now keeps models in memory
     * @param error why it could not be loaded
     */
    record View(
            String id,
            State state,
            Instant since,
            boolean resident,
            boolean loadable,
            @Nullable String error) {}

    /** Of a model of the catalogue; empty for others. */
    Optional<View> find(String model);

    /** Asks for a model to be loaded; the answer comes at once. Nothing happens when it is loaded or on its way. */
    View load(String model) throws LoadRefused;

    /** Lets go of a model; the answer comes at once. A load under way ends first. */
    View unload(String model) throws LoadRefused;

    /** The way to a loaded model; empty when there is none. */
    Optional<Lane> lane(String model);
}
