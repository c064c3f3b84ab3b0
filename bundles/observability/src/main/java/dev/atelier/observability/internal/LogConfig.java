package dev.atelier.observability.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings of the log. */
@ObjectClassDefinition(name = "Log", description = "What is written into logs/atelier.log")
@interface LogConfig {
    @AttributeDefinition(
            name = "Level",
            description =
                    "The least that is logged. debug and trace add lines to the file alone; with warn or error the"
                            + " console and the studio hear no more than the file does.",
            options = {
                @Option(label = "error", value = "error"),
                @Option(label = "warn", value = "warn"),
                @Option(label = "info", value = "info"),
                @Option(label = "debug", value = "debug"),
                @Option(label = "trace", value = "trace")
            })
    String log_level() default "info";
}
