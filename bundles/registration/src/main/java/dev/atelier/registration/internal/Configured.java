package dev.atelier.registration.internal;

import dev.atelier.wire.api.StudioAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which studio this worker is to work for at this moment.
 *
 * @param address null while there is none
 * @param own whether it is, or will be, the one of this very process
 * @param problem why the address that is configured cannot be used
 */
record Configured(
        @Nullable StudioAddress address,
        boolean own,
        @Nullable String problem) {
    /** How an identity names the studio of its own process: that one may listen elsewhere after each start. */
    static final String OWN = "own";

    static Configured parse(String baseUrl) {
        try {
            return new Configured(StudioAddress.parse(baseUrl), false, null);
        } catch (IllegalArgumentException e) {
            return new Configured(null, false, e.getMessage());
        }
    }

    boolean expected() {
        return own || address != null;
    }

    /** The name that identities at this studio carry. */
    String mark() {
        return own || address == null ? OWN : address.base();
    }
}
