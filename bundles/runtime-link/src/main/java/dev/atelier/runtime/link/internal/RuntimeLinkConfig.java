package dev.atelier.runtime.link.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(
        name = "Runtime over the link",
        description = "Whether the studio this worker belongs to reaches its runtime")
public @interface RuntimeLinkConfig {
    @AttributeDefinition(
            name = "Offer the runtime",
            description = "The studio shows the runtime of this host in its fleet and asks it over the connection the"
                    + " worker has opened; nothing connects to this host. Applies at once.")
    boolean runtime_offer() default true;
}
