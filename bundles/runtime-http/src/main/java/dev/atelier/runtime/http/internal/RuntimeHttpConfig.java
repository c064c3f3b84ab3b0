package dev.atelier.runtime.http.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where the runtime listens. */
@ObjectClassDefinition(name = "Runtime over HTTP", description = "Where the one trusted backend reaches the runtime")
public @interface RuntimeHttpConfig {
    @AttributeDefinition(
            name = "Port of the runtime",
            description = "Port of the runtime's commands and observation; 0 takes any free one",
            min = "0",
            max = "65535")
    int runtime_port() default 38800;

    @AttributeDefinition(
            name = "Address of the runtime",
            description = "Numeric address the runtime listens on; 127.0.0.1 is this machine only. Never one that"
                    + " browsers or strangers reach: only a trusted backend talks to a runtime")
    String runtime_bind() default "127.0.0.1";
}
