package dev.atelier.studio.http.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Studio over HTTP", description = "Who may knock, and how much they may leave")
public @interface StudioHttpConfig {
    @AttributeDefinition(
            name = "Registrations per minute",
            description = "How often one address may ask to become a worker within a minute.",
            min = "1",
            max = "1000000")
    int studio_register__limit() default 10;

    @AttributeDefinition(
            name = "Room for inputs (GB)",
            description = "How much the uploaded inputs of jobs may take on disk together. One key gets no more than is"
                    + " still free.",
            min = "1",
            max = "100000")
    int studio_inputs__max__gb() default 8;
}
