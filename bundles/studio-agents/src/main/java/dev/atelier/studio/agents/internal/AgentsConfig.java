package dev.atelier.studio.agents.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Agent tasks", description = "Tasks for coding agents, and the workers that run them")
public @interface AgentsConfig {
    @AttributeDefinition(
            name = "Sign of life of workers (s)",
            description = "How often a worker is asked to say that it lives.",
            min = "1",
            max = "600")
    int studio_agents__heartbeat__secs() default 30;

    @AttributeDefinition(
            name = "Silence of workers (ms)",
            description = "A task of which nothing was heard for so long is given to another worker.",
            min = "100",
            max = "86400000")
    long studio_agents__stale__ms() default 90_000;

    @AttributeDefinition(
            name = "Keep finished tasks (days)",
            description =
                    "Tasks that were done, rejected or cancelled so long ago go, with all that was told of them. 0:"
                            + " they stay.",
            min = "0",
            max = "36500")
    int studio_agents__retention__days() default 30;

    @AttributeDefinition(
            name = "Key of the secrets",
            description = "The file with the key that secrets are sealed with; made when it is first needed. Empty: in"
                    + " the state folder of this home. Studios that share a database need the same.")
    String studio_agents__key__file() default "";
}
