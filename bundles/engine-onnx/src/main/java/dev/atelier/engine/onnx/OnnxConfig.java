package dev.atelier.engine.onnx;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings of this engine. */
@ObjectClassDefinition(name = "Pictures by ONNX Runtime", description = "Where networks run")
public @interface OnnxConfig {
    @AttributeDefinition(
            name = "Where networks run",
            description =
                    "auto: on a graphics card if the ONNX Runtime here was built for one and it works, else on the"
                            + " processor. cuda: on a graphics card, or jobs fail. Holds for models that are loaded from then on.",
            options = {
                @Option(label = "auto", value = "auto"),
                @Option(label = "cpu", value = "cpu"),
                @Option(label = "cuda", value = "cuda")
            })
    String onnx__provider() default "auto";
}
