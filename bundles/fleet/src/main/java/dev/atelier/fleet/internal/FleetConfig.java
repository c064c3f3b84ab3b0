package dev.atelier.fleet.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Fleet", description = "Runtimes elsewhere, and how they are asked")
public @interface FleetConfig {
    @AttributeDefinition(
            name = "Time for a runtime (ms)",
            description = "How long one call to a runtime elsewhere may take, waiting included.",
            min = "100",
            max = "120000")
    long fleet_timeout__ms() default 10_000;

    @AttributeDefinition(
            name = "Runtimes elsewhere",
            description = "Runtimes that are there from the start, separated by spaces, each as id=address or"
                    + " id=address,reference; a reference is env:NAME or file:NAME and tells where its credential is.")
    String fleet_remotes() default "";

    @AttributeDefinition(
            name = "Name of this studio",
            description = "By what name this studio is shown to those who look at several.")
    String fleet_workspace__name() default "Atelier";
}
