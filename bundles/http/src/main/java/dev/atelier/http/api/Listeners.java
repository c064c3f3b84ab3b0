package dev.atelier.http.api;

import java.net.URI;
import org.osgi.annotation.versioning.ProviderType;

/** The ports this process listens on. */
@ProviderType
public interface Listeners {
    /** Request attribute: the connection a request came in by. */
    String LINE = "atelier.line";

    /** Where the console, health and metrics are; known once the listener is up. */
    URI main();

    /**
     * Where programs of this machine reach {@code /graphics/api} without TLS: a port on loopback while the main listener
     * speaks TLS, whose certificate seldom names a loopback address; the main listener otherwise.
     */
    default URI nearby() {
        return main();
    }

    /**
     * Calls the action, on a thread of this room, whenever the main listener has come up anew and a GET of the path is
     * answered by somebody: with anything but 404.
     */
    void wheneverMainAnswers(String path, Runnable action);

    /** Ends what was asked for with this very action. */
    void forget(Runnable action);

    /**
     * Opens a further listener on loopback. Its requests are seen by servlets of the HTTP whiteboard context
     * {@code atelier-<name>} only. The port is bound when this returns; what arrives before Jetty runs waits.
     *
     * @param name such as {@code local}
     * @param port 0 for any free one; when taken and {@code orFree}, any free one is used
     * @throws IllegalStateException when the port is taken
     */
    Listener open(String name, int port, boolean orFree);

    /**
     * The same on another address. Whoever opens one that others reach lets nobody in without credentials.
     *
     * @param bind a numeric address; {@code 0.0.0.0} and {@code ::} are all of this machine
     * @throws IllegalArgumentException when it is none
     */
    Listener open(String name, String bind, int port, boolean orFree);

    /** Closes its port. */
    @ProviderType
    interface Listener extends AutoCloseable {
        URI uri();

        /**
         * Calls the action once, on a thread of this room, when a GET of the path is answered by somebody: with anything
         * but 404.
         */
        void whenAnswering(String path, Runnable action);

        @Override
        void close();
    }
}
