package dev.atelier.registration.internal;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The studio of this very process: the one a worker works for that was given no other. */
final class OwnStudio {
    private final boolean expected;
    private volatile @Nullable Supplier<?> endpoint;

    /** @param expected whether this process is to have one */
    OwnStudio(boolean expected) {
        this.expected = expected;
    }

    void up(Supplier<?> where) {
        endpoint = where;
    }

    void down(Supplier<?> where) {
        if (endpoint == where) { // a successor may be up already
            endpoint = null;
        }
    }

    Configured configured() {
        Supplier<?> now = endpoint;
        if (!expected || now == null || !(now.get() instanceof Map<?, ?> part)) {
            return new Configured(null, expected, null);
        }
        Object url = part.get("url");
        // Its certificate, if it has one, is seldom for an address of loopback: from here it is reached without.
        Object nearby = part.get("nearby");
        Configured found = Configured.parse(Objects.toString(nearby == null ? url : nearby));
        return new Configured(found.address(), true, found.problem());
    }
}
