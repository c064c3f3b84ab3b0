package dev.atelier.runtime.api;

import java.util.Objects;

/** A workspace or a mount, named by the backend; the runtime does not look inside. */
public record NamedReference(String name, String reference) {
    public NamedReference {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reference, "reference");
    }
}
