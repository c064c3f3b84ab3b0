package dev.atelier.studio.dispatch.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room. */
@ObjectClassDefinition(name = "Studio dispatch", description = "How the studio brings jobs to its workers")
public @interface DispatchConfig {
    @AttributeDefinition(
            name = "Sweep (ms)",
            description = "Time between two looks for silent workers and orphaned jobs.",
            min = "10",
            max = "600000")
    long studio_sweep__ms() default 10_000;

    @AttributeDefinition(
            name = "Silence (ms)",
            description = "A worker without a heartbeat for this long counts as lost; its job goes to another.",
            min = "100",
            max = "3600000")
    long studio_stale__ms() default 30_000;

    @AttributeDefinition(
            name = "Orphans (ms)",
            description = "A claimed job whose session no longer exists waits this long before it is queued again.",
            min = "100",
            max = "86400000")
    long studio_orphan__ms() default 300_000;

    @AttributeDefinition(
            name = "Longest queue",
            description = "Unfinished jobs beyond this number are turned away.",
            min = "1",
            max = "10000000")
    int studio_queue__max() default 100_000;

    @AttributeDefinition(
            name = "Most attempts",
            description = "A job that was tried this often has failed for good.",
            min = "1",
            max = "1000")
    int studio_max__attempts() default 3;

    @AttributeDefinition(
            name = "Longest log batch",
            description = "Lines of a worker's log that one message may bring; the rest of it is dropped and marked.",
            min = "1",
            max = "100000")
    int studio_log__batch__max() default 1_000;
}
