package dev.atelier.engine.api;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What a running job may ask for and tell. Safe to use from any thread of the engine while the job runs. */
@ProviderType
public interface JobContext {
    /** How urgent a log line is. */
    enum Level {
        INFO,
        WARN,
        ERROR
    }

    /**
     * Tells how far the work is.
     *
     * @param fraction between 0 and 1, or negative when the length is not known
     * @param text what is being done, for a person: {@code step 3 of 8}
     */
    void progress(double fraction, String text);

    /**
     * Hands out the next piece of the text that is being made, for those who read along. The result is the whole text
     * all the same: the pieces, put together, are its beginning. Quick; an engine need not do it.
     */
    default void text(String piece) {}

    void log(Level level, String message);

    /** True once the job should end: cancelled, its deadline passed, or the worker stops. */
    boolean cancelled();

    /** Throws when {@link #cancelled()}; the cheap thing to call inside a loop. */
    default void checkCancelled() throws EngineException {
        if (cancelled()) {
            throw EngineException.cancelled();
        }
    }

    /** Runs the action when the job is cancelled, at once if it already is. For work that cannot look by itself. */
    void onCancel(Runnable action);

    Optional<Instant> deadline();

    /** A folder of this job alone, made on first use and deleted when the job's result has been taken over. */
    Path scratch();

    ModelFiles modelFiles();

    /**
     * Brings what a URL of the task names: a picture to start from, a recording to write down. The only way to get at
     * one; who may reach what is decided there. Blocks, and ends when the job is cancelled.
     *
     * @return a file in {@link #scratch()}, with the extension of the format its bytes are in, whatever the URL says
     */
    Path input(String url) throws EngineException;
}
