package dev.atelier.registration.api;

import dev.atelier.wire.api.Capabilities;
import org.osgi.annotation.versioning.ConsumerType;

/** Knows what this worker can do at this moment. A service of the room that sees engines, settings and pause. */
@ConsumerType
@FunctionalInterface
public interface CapabilitySource {
    /** From memory: asked for every heartbeat. */
    Capabilities now();
}
