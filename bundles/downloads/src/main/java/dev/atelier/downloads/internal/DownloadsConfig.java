package dev.atelier.downloads.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Downloads", description = "How model files, programs and inputs of jobs are fetched")
public @interface DownloadsConfig {
    @AttributeDefinition(
            name = "Downloads at the same time",
            description = "How many files come at once; others wait.",
            min = "1",
            max = "16")
    int download__slots() default 2;

    @AttributeDefinition(
            name = "Connections of a download",
            description = "How many parts of a large file come at once where the server allows it.",
            min = "1",
            max = "16")
    int download__connections() default 4;

    @AttributeDefinition(
            name = "Largest input of a job (MiB)",
            description = "A picture or recording that a job names by URL must not be larger.",
            min = "1",
            max = "65536")
    int input__max__mb() default 512;
}
