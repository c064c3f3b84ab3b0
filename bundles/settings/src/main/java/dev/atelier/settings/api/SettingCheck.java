package dev.atelier.settings.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A rule that metatype cannot say, registered as a service by the room that owns the setting. */
@ConsumerType
public interface SettingCheck {
    /** Why the value is refused, as the rest of a sentence starting with the setting's name; empty when it is fine. */
    Optional<String> refuse(String name, String value);
}
