package dev.atelier.registration.internal;

import dev.atelier.wire.api.Capabilities;
import java.util.List;
import java.util.Map;

/** Capabilities of a worker without engines. */
final class Abilities {
    static final Capabilities NONE = new Capabilities(
            "rig", "alice", "0.1.0", "multi", 0, 12, true, false, false, false, false, null, List.of(), List.of(),
            Map.of());

    private Abilities() {}
}
