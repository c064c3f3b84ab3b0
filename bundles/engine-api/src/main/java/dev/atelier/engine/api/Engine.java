package dev.atelier.engine.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes things. Registered as an OSGi service with {@link EngineId}; found by the engine manager, never by others.
 *
 * <p>{@code execute} is called from threads of the caller, up to {@link EngineDescriptor#slots()} at a time. It
 * blocks until the result is there, looks at {@link JobContext#cancelled()} often enough that a cancelled job ends
 * within a second, and leaves no thread or process behind. When the service is being stopped every job has ended or
 * was cancelled.
 */
@ConsumerType
public interface Engine {
    EngineDescriptor descriptor();

    EngineResult execute(EngineJob job, JobContext context) throws EngineException;

    /** A short real job that proves the engine works here; throws, saying what is wrong, when it does not. */
    void selfTest(JobContext context) throws EngineException;

    /** Whether it can serve now. Cheap: called often, never blocks. */
    default Health health() {
        return Health.OK;
    }
}
