package dev.atelier.studio.http.api;

import dev.atelier.studio.store.api.KeyStore.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param owner the id of the key, which jobs made with it carry; null for the admin token and the console
 * @param name for journals and logs
 */
public record Principal(Role role, @Nullable String owner, String name) {
    /** Whether it may make jobs. */
    public boolean submits() {
        return role != Role.VIEWER;
    }

    /** Whether it sees jobs of this owner: a key for handing in sees its own only. */
    public boolean sees(@Nullable String ofJob) {
        return role != Role.SUBMIT || (owner != null && owner.equals(ofJob));
    }
}
