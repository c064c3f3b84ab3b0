package dev.atelier.engine.sdcpp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this engine. */
@ObjectClassDefinition(
        name = "Pictures by stable-diffusion.cpp",
        description = "Which sd-cli and sd-server make pictures and films")
public @interface SdcppConfig {
    @AttributeDefinition(
            name = "sd-cli",
            description =
                    "Path of the sd-cli program; an sd-server beside it is used as well. Empty: the one the worker"
                            + " fetched, one on the PATH, else the pinned release is fetched.",
            required = false)
    String sd__cli() default "";

    @AttributeDefinition(
            name = "Archive of sd-cli",
            description = "URL of a zip with sd-cli in it, instead of a release of stable-diffusion.cpp.",
            required = false)
    String sdcpp__url() default "";

    @AttributeDefinition(
            name = "Release of sd-cli",
            description =
                    "Tag of the stable-diffusion.cpp release to fetch. Empty: the one this engine was tried with.",
            required = false)
    String sdcpp__release() default "";

    @AttributeDefinition(
            name = "Seconds sd-server keeps a model",
            description =
                    "How long a model stays in memory without a job. 0: no server, sd-cli runs once for each job.",
            min = "0",
            max = "86400")
    int sd__server__idle__secs() default 300;
}
