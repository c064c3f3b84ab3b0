package dev.atelier.registration.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Registration", description = "How this worker becomes known to its studio")
public @interface RegistrationConfig {
    @AttributeDefinition(
            name = "Ask again after (ms)",
            description = "How long the worker waits before it asks the studio again for its decision.",
            min = "10",
            max = "3600000")
    int registration__poll__ms() default 30_000;
}
