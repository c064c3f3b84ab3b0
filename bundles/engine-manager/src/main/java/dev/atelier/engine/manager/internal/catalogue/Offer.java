package dev.atelier.engine.manager.internal.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One engine version that could be installed.
 *
 * @param source the catalogue that lists it
 * @param origin what the row of an installed one will say
 */
public record Offer(
        String id,
        String version,
        List<String> kinds,
        @Nullable String description,
        long size,
        String sha256,
        String source,
        String origin,
        @Nullable JsonNode needs,
        URI bundle,
        @Nullable URI manifest,
        @Nullable URI signature) {
    public Offer {
        kinds = List.copyOf(kinds);
    }

    /** Whether it comes with a signature; whether that is a good one is seen when it is installed. */
    public boolean signed() {
        return manifest != null && signature != null;
    }
}
