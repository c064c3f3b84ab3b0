package dev.atelier.engine.host.api;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/** A program that was started. Safe to use from any thread. */
@ProviderType
public interface Program extends AutoCloseable {
    long pid();

    boolean alive();

    /** How it ended; empty while it runs. */
    Optional<Exit> exit();

    /** The end of what it wrote on its standard error so far. */
    String errors();

    /**
     * Waits for the end. A job that is cancelled, and a limit that is passed, end the program and are exceptions.
     * Everything the program wrote has been read when this returns.
     */
    Exit await(JobContext context) throws EngineException;

    /**
     * Waits until a server is ready: the probe is asked again and again until it says so. A program that ends before,
     * or needs longer than the limit, is an exception, as is a job cancelled meanwhile; the program is then closed.
     *
     * @param probe quick; for a line of output, let the reader of the output set a flag
     */
    void awaitReady(BooleanSupplier probe, Duration limit, JobContext context) throws EngineException;

    /**
     * Asks the program to end, and kills it with everything it started when it is still there after its grace. Does
     * not wait for that.
     */
    void terminate();

    /** {@link #terminate()}, and waits until it is gone: about a second at most. */
    @Override
    void close();
}
