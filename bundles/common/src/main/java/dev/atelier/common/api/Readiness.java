package dev.atelier.common.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A reason why this process cannot take work, or none. Registered as a service by the room that knows. */
@ConsumerType
public interface Readiness {
    /** One sentence for a person, empty when ready. Cheap, never blocks. */
    Optional<String> notReadyBecause();
}
