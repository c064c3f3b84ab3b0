package dev.atelier.containers.api;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Events as they happen, until closed. */
@ProviderType
public interface EngineEvents extends Closeable {
    /** The next one; empty when the engine has ended the stream. */
    Optional<EngineEvent> next() throws IOException;
}
