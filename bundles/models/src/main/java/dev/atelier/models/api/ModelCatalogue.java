package dev.atelier.models.api;

import dev.atelier.engine.api.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The models of this worker, in their order, kept in {@code state/models.json}. */
@ProviderType
public interface ModelCatalogue {
    List<ModelEntry> all();

    Optional<ModelEntry> find(String id);

    /** The first enabled entry of the kind. */
    Optional<ModelEntry> defaultFor(Kind kind);

    /** Replaces the entry of the same id in place, or appends. */
    void put(ModelEntry entry) throws IOException;

    /** @return whether there was one; removing a seed keeps it from coming back */
    boolean remove(String id) throws IOException;

    /** What a studio's offer says of a model; entries made here are left alone. */
    void mirror(ModelEntry entry) throws IOException;
}
