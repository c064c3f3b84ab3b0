package dev.atelier.runtime.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something a Worker asks to be allowed. */
public record CapabilityRequest(String name, @Nullable String reason) {
    public CapabilityRequest {
        Objects.requireNonNull(name, "name");
    }
}
