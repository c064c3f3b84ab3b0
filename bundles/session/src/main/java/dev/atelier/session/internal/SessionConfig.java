package dev.atelier.session.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Studio session", description = "How the worker keeps in touch with its studio")
public @interface SessionConfig {
    @AttributeDefinition(
            name = "Heartbeat (ms)",
            description = "Time between two signs of life. Applies from the next session on.",
            min = "50",
            max = "25000")
    long heartbeat__ms() default 5_000;

    @AttributeDefinition(
            name = "Log batches (ms)",
            description = "Shortest time between two batches of log lines for the studio.",
            min = "10",
            max = "600000")
    long log__flush__ms() default 1_000;

    @AttributeDefinition(
            name = "Silence (ms)",
            description = "A studio that says nothing for this long counts as lost.",
            min = "100",
            max = "600000")
    long read__idle__ms() default 20_000;

    @AttributeDefinition(
            name = "First pause before reconnecting (ms)",
            description = "Doubles with every attempt that fails.",
            min = "1",
            max = "600000")
    long backoff__base__ms() default 1_000;

    @AttributeDefinition(
            name = "Longest pause before reconnecting (ms)",
            description = "The pauses do not grow beyond this.",
            min = "1",
            max = "3600000")
    long backoff__max__ms() default 30_000;

    @AttributeDefinition(
            name = "First pause before uploading again (ms)",
            description = "A result the studio could not take is sent again after this time, then after twice as long.",
            min = "1",
            max = "600000")
    long upload__retry__ms() default 1_000;
}
