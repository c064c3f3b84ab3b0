package dev.atelier.studio.gateway.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "OpenAI gateway", description = "Jobs for clients of the OpenAI API")
public @interface GatewayConfig {
    @AttributeDefinition(
            name = "Waiting requests",
            description = "How many requests may wait for their jobs; a further one is refused with 429.",
            min = "1",
            max = "100000")
    int studio_gateway__max__waiting() default 1_000;

    @AttributeDefinition(
            name = "Longest wait (s)",
            description = "A request whose job has not ended by then is answered with 504, and the job cancelled.",
            min = "1",
            max = "86400")
    int studio_gateway__timeout__secs() default 600;

    @AttributeDefinition(
            name = "Silence of a streamed answer (ms)",
            description = "A streamed request that waits longer gets its headers and comments, so that nobody"
                    + " between takes the line for dead. Until then an error can still be answered with its status.",
            min = "10",
            max = "60000")
    int studio_gateway__keep__alive__ms() default 15_000;
}
