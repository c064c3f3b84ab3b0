package dev.atelier.studio.store.api;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The models jobs can be made for. Changes are durable when a call returns. */
@ProviderType
public interface ModelRegistry {
    /** One model. */
    record Model(
            String id,
            String displayName,
            Kind kind,
            double vramGbEstimate,
            @Nullable String description,
            ModelSource source,
            boolean enabled) {}

    List<Model> all();

    Optional<Model> find(String id);

    /** False when the id is taken. */
    boolean add(Model model);

    /** False when there is none of that id. */
    boolean replace(Model model);

    /** False when there is none of that id. A seed that was removed does not come back. */
    boolean remove(String id);
}
