package dev.atelier.models.api;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model this worker knows. */
public record ModelEntry(
        String id,
        String displayName,
        Kind kind,
        double vramGbEstimate,
        @Nullable String description,
        ModelSource source,
        boolean enabled,
        Origin origin,
        @Nullable String exclusiveGroup) {
    public ModelEntry {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(source, "source");
        if (id.isBlank()) {
            throw new IllegalArgumentException("id is blank");
        }
    }

    /** Who put the entry there. */
    public enum Origin {
        LOCAL,
        STUDIO
    }
}
