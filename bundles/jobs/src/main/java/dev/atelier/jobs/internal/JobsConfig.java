package dev.atelier.jobs.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Jobs", description = "How many jobs run and wait, and what is kept of them")
public @interface JobsConfig {
    @AttributeDefinition(
            name = "Jobs at the same time",
            description = "How many jobs run at once on this worker. An engine may take fewer.",
            min = "1",
            max = "64")
    int job__slots() default 1;

    @AttributeDefinition(
            name = "Waiting jobs",
            description = "How many jobs may wait for their turn; a further one is refused.",
            min = "0",
            max = "10000")
    int job__queue__max() default 100;

    @AttributeDefinition(
            name = "Results kept",
            description = "For how many of the newest jobs the result is kept.",
            min = "10",
            max = "10000")
    int results__keep() default 100;

    @AttributeDefinition(
            name = "Space for results (MiB)",
            description = "Older results go when the kept ones need more than this.",
            min = "1",
            max = "1048576")
    int results__keep__mb() default 1024;

    @AttributeDefinition(
            name = "Longest run of a job (s)",
            description = "A job that runs longer is stopped. 0 sets no limit.",
            min = "0",
            max = "604800")
    int job__deadline__secs() default 0;
}
