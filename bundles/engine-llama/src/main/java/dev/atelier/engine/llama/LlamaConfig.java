package dev.atelier.engine.llama;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this engine. */
@ObjectClassDefinition(name = "Text by llama.cpp", description = "Which llama-server runs language models")
public @interface LlamaConfig {
    @AttributeDefinition(
            name = "llama-server",
            description =
                    "Path of the llama-server program, or off to use the built-in library only. Empty: the one the"
                            + " worker fetched, else one on the PATH, else the built-in library.",
            required = false)
    String llama__server() default "";

    @AttributeDefinition(
            name = "Archive of llama-server",
            description = "URL of a zip or tar.gz with llama-server in it, instead of the release this engine was tried"
                    + " with.",
            required = false)
    String llama__server__url() default "";

    @AttributeDefinition(
            name = "SHA-256 of that archive",
            description = "In hex; the archive is refused when it is another. Empty: it is not looked at.",
            required = false)
    String llama__server__sha256() default "";

    @AttributeDefinition(
            name = "Chats at once in a llama-server",
            description = "How many chats share one loaded model. Each has a context of its own, which takes memory. As"
                    + " many jobs run at once in this engine, if there are as many job slots.",
            min = "1",
            max = "64")
    int llama__server__slots() default 1;
}
