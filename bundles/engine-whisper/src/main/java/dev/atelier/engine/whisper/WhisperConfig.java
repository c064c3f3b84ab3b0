package dev.atelier.engine.whisper;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this engine. */
@ObjectClassDefinition(name = "Transcripts by whisper.cpp", description = "Which programs run whisper models")
public @interface WhisperConfig {
    @AttributeDefinition(
            name = "whisper-server",
            description = "Path of the whisper-server program of whisper.cpp, or off to do without. Empty: one on the"
                    + " PATH. It keeps its model, and tells the times of words.",
            required = false)
    String whisper__server() default "";

    @AttributeDefinition(
            name = "whisper-cli",
            description = "Path of the whisper-cli program of whisper.cpp, or off to do without. Empty: one on the"
                    + " PATH. Used where there is no whisper-server; without either the built-in library is used.",
            required = false)
    String whisper__cli() default "";
}
