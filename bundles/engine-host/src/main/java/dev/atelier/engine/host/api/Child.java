package dev.atelier.engine.host.api;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.child.Fields;
import java.time.Duration;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A child process that is there when it is needed: started by the first call, ended when none came for a while,
 * started again after a crash. Safe to use from any thread; calls at the same time run at the same time.
 */
@ProviderType
public interface Child extends AutoCloseable {
    /**
     * Asks the child and waits for the answer. What it tells meanwhile goes to the job's context. A cancelled job
     * cancels the call, and kills the child when it does not listen. A child that crashes fails the job, which may be
     * tried again; one that keeps crashing over the same subject is left alone for a time.
     *
     * @param subject what the call works on, such as a model's file: crashes are held against it, not against others
     */
    default Fields call(Fields request, String subject, JobContext context) throws EngineException {
        return call(request, subject, context, context::text);
    }

    /** The same, with the text going to the listener: for an engine that looks at it before it hands it on. */
    Fields call(Fields request, String subject, JobContext context, Consumer<String> text) throws EngineException;

    /** The same without a job: what it tells meanwhile is dropped, and it is cancelled when it takes longer. */
    Fields call(Fields request, String subject, Duration limit) throws EngineException;

    /** Whether a process is there, ready for a call. */
    boolean warm();

    /** Whether calls about the subject are taken; not while it is left alone after crashes. At once. */
    Health health(String subject);

    /** Whether the child can be started at all, as far as is known. At once. */
    Health health();

    /** Ends the process, and with it the calls that run; the next call starts a new one. */
    void release();

    /** Ends it for good. */
    @Override
    void close();
}
