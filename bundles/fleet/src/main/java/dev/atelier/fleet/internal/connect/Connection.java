package dev.atelier.fleet.internal.connect;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A runtime elsewhere that was made known.
 *
 * @param endpoint without a slash at its end
 * @param managed whether it came by the API and can go by it; the others stand in the settings
 */
public record Connection(
        String runtimeId,
        @Nullable String displayName,
        URI endpoint,
        @Nullable TokenRef tokenRef,
        boolean managed) {
    @Override
    public String toString() {
        return "Connection[runtimeId=" + runtimeId + ", managed=" + managed + "]";
    }
}
