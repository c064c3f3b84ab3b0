package dev.atelier.registration.api;

import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Who this worker is to its studio, and how it came to be known there. */
@ProviderType
public interface Registration {
    RegistrationState state();

    /** The studio that is configured; empty when there is none or its address cannot be used. */
    Optional<StudioAddress> studio();

    /** Whether there is a studio to work for, though where it is may not be known yet: that of this process comes up late. */
    boolean expectsStudio();

    /** What the session needs; present exactly while {@link #state()} is approved. */
    Optional<Credentials> credentials();

    /**
     * Calls the watcher with every later state, from this room's thread: hand over quickly, never block or throw. A
     * change of the studio is told as well, be the state the same or not.
     */
    Subscription watch(Consumer<RegistrationState> watcher);

    /**
     * Forgets a rejection and asks again.
     *
     * @return false when the worker is not rejected; nothing changes then
     */
    boolean reset() throws IOException;

    /** Ends with {@link #close()}. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
