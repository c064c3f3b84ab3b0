package dev.atelier.engine.speech;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this engine. */
@ObjectClassDefinition(name = "Speech", description = "Which programs speak beside the voice that is always there")
public @interface SpeechConfig {
    @AttributeDefinition(
            name = "Piper",
            description =
                    "Path of the program piper, or off to do without. Empty: one on the PATH. Its voices are files"
                            + " (.onnx with .onnx.json) below the folder tts of the models.",
            required = false)
    String piper__program() default "";
}
