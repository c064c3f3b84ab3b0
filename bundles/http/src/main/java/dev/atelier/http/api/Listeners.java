package dev.atelier.http.api;

import java.net.URI;
import org.osgi.annotation.versioning.ProviderType;

/** The ports this process listens on. */
@ProviderType
public interface Listeners {
    /** Where the console, health and metrics are; known once the listener is up. */
    URI main();

    /**
     * Opens a further listener on loopback. Its requests are seen by servlets below {@code /-/<name>} only.
     *
     * @param name such as {@code local}
     * @param port 0 for any free one; when taken and {@code orFree}, any free one is used
     */
    Listener open(String name, int port, boolean orFree);

    /** Closes its port. */
    interface Listener extends AutoCloseable {
        URI uri();

        @Override
        void close();
    }
}
