package dev.atelier.engine.gradio;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this engine. */
@ObjectClassDefinition(name = "Gradio", description = "A Gradio app elsewhere that makes pictures for this worker")
public @interface GradioConfig {
    @AttributeDefinition(
            name = "Address",
            description = "Where the app is, such as http://192.168.1.20:7860. Empty: there is none.",
            required = false)
    String gradio__endpoint__url() default "";

    @AttributeDefinition(
            name = "Models",
            description = "Names of models the app knows, parted by spaces; jobs may ask for these.",
            required = false)
    String gradio__models() default "";

    @AttributeDefinition(
            name = "Endpoint",
            description = "Which of the app's functions makes pictures, such as /infer. Empty: found by itself.",
            required = false)
    String gradio__api__name() default "";

    @AttributeDefinition(
            name = "Token",
            description = "Sent to the app as a bearer token, for one that is not open to everybody.",
            type = AttributeType.PASSWORD,
            required = false)
    String gradio__token() default "";
}
