package dev.atelier.runtime.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One observer of one Worker. Frames are taken one after the other: first the snapshot, then what is replayed, then what
 * happens. A diagnostic is always the last. Whoever takes too slowly gets one.
 */
@ProviderType
public interface Observation extends AutoCloseable {
    /** The next frame, if there is one now. */
    Optional<ObservationFrame> poll();

    /**
     * Runs the action whenever there may be something to take: at once, and after each frame that arrives, on the thread
     * that brings it. One action; it must be quick and must not throw.
     */
    void onAvailable(Runnable action);

    @Override
    void close();
}
