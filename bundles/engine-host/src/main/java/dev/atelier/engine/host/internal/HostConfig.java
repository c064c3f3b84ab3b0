package dev.atelier.engine.host.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Programs of engines", description = "What the processes of engines may take")
public @interface HostConfig {
    @AttributeDefinition(
            name = "Memory of a process (MiB)",
            description = "A process of an engine that takes more memory of its own is ended, and its job may be tried"
                    + " again. Files it maps, such as models, are not counted. 0: no limit. On Linux only.",
            min = "0",
            max = "1048576")
    int child__memory__mb() default 0;
}
