package dev.atelier.runtime.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The runtime of this process. Taken when it starts; what changes later counts from the next start on. */
@ObjectClassDefinition(
        name = "Runtime",
        description =
                "The runtime of this process and where it keeps its Workers; changes count from the next start on")
public @interface RuntimeConfig {
    @AttributeDefinition(
            name = "Runtime id",
            description = "Names the runtime to its backend; empty makes one. A studio's own is always the same")
    String runtime_id() default "";

    @AttributeDefinition(name = "Display name", description = "For people; empty keeps what the store has")
    String runtime_display__name() default "";

    @AttributeDefinition(
            name = "Store",
            description = "Whether Workers survive a restart; a studio's own always do",
            options = {@Option(label = "memory", value = "memory"), @Option(label = "files", value = "fs")})
    String runtime_store() default "memory";

    @AttributeDefinition(
            name = "Folder of the file store",
            description = "With a file store: where it is; empty is the folder runtime in the home")
    String runtime_fs__root() default "";

    @AttributeDefinition(
            name = "Largest page of a transcript",
            description = "Entries one question may ask for; -1 keeps what the store has, 256 at first",
            min = "-1")
    int runtime_max__transcript__projection__items() default -1;

    @AttributeDefinition(
            name = "Largest batch of events",
            description = "Events one question may ask for; -1 keeps what the store has, 256 at first",
            min = "-1")
    int runtime_max__event__batch__items() default -1;

    @AttributeDefinition(
            name = "Execution",
            description = "auto runs Workers where something here can; none only keeps them",
            options = {@Option(label = "auto", value = "auto"), @Option(label = "none", value = "none")})
    String runtime_execution() default "auto";
}
