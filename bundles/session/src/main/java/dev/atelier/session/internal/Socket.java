package dev.atelier.session.internal;

import dev.atelier.common.api.Secret;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** One WebSocket to a studio, from the first packet to the last. Nothing here blocks. */
interface Socket {
    /** @return false when the socket is not open; true says that the message will be written, not that it arrived */
    boolean send(String text);

    /** Whether the studio has said, when it opened the socket, that it knows links too. */
    default boolean offersLink() {
        return false;
    }

    /** Whether something that was sent has not been written yet. */
    boolean congested();

    /**
     * Completes when the studio has read what was sent so far; also when that cannot be learnt, because the socket is
     * gone or the studio does not answer pings.
     */
    CompletableFuture<Void> received();

    /** Closes in order, with code 1000, and by force when the studio does not answer in time. Twice is harmless. */
    void close(String reason);

    /** Closes at once, without a word; also ends an attempt to connect. */
    void abort();

    /** Completes when nothing of it is left. */
    CompletableFuture<Void> gone();

    /** What comes out of a socket, in order, from its own thread. */
    interface Events {
        void opened();

        void text(String message);

        void binary();

        /** The last event. */
        void ended(End end);
    }

    /**
     * How a socket ended.
     *
     * @param code the close code, {@link #REFUSED}, {@link #LOST} or {@link #UNREACHED}
     * @param status of the answer when the upgrade was refused, else 0
     */
    record End(int code, int status, String reason) {
        /** The studio answered the upgrade with something else. */
        static final int REFUSED = -1;
        /** No connection any more. */
        static final int LOST = -2;
        /** There was none: the studio knows nothing of it. */
        static final int UNREACHED = -3;

        static End refused(int status, String body) {
            return new End(REFUSED, status, body);
        }

        static End lost(String reason) {
            return new End(LOST, 0, reason);
        }

        static End unreached(String reason) {
            return new End(UNREACHED, 0, reason);
        }

        static End closed(int code, String reason) {
            return new End(code, 0, reason);
        }
    }

    /** Makes sockets. */
    @FunctionalInterface
    interface Factory {
        /** Begins to connect. */
        Socket open(URI address, Secret token, Events events);
    }
}
