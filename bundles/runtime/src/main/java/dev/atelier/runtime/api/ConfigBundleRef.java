package dev.atelier.runtime.api;

import java.util.Objects;

/** One version of a config bundle. */
public record ConfigBundleRef(String id, String digest) {
    public ConfigBundleRef {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(digest, "digest");
    }
}
