package dev.atelier.fleet.internal.remote;

import dev.atelier.common.api.Secret;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a runtime is and how it is asked.
 *
 * @param base without a slash at its end
 * @param credential null when it wants none
 */
public record Remote(
        String runtimeId,
        @Nullable String displayName,
        URI base,
        @Nullable Credential credential) {

    /** A secret that may come and go. */
    @FunctionalInterface
    public interface Credential {
        /** Empty when there is none to be found. Quick. */
        Optional<Secret> find();
    }

    String label() {
        return displayName == null ? runtimeId : displayName;
    }

    @Override
    public String toString() {
        return "Remote[runtimeId=" + runtimeId + ", displayName=" + displayName + ", base=<backend-private>"
                + (credential == null ? "" : ", credential=<redacted>") + "]";
    }
}
