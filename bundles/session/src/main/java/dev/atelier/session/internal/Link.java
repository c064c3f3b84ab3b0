package dev.atelier.session.internal;

import dev.atelier.registration.api.Credentials;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.WorkerFrame;
import java.util.concurrent.CompletableFuture;

/** One welcomed session, for those who have something to say in it; it is never another session's. */
final class Link {
    private final Credentials credentials;
    private final Socket socket;
    private volatile boolean alive = true;

    Link(Credentials credentials, Socket socket) {
        this.credentials = credentials;
        this.socket = socket;
    }

    Credentials credentials() {
        return credentials;
    }

    /** @return false when the session is over */
    boolean send(WorkerFrame frame) {
        return alive && socket.send(Frames.write(frame));
    }

    boolean alive() {
        return alive;
    }

    /** See {@link Socket#received()}. */
    CompletableFuture<Void> received() {
        return socket.received();
    }

    /** See {@link Socket#offersLink()}. */
    boolean offersLink() {
        return socket.offersLink();
    }

    boolean congested() {
        return socket.congested();
    }

    void over() {
        alive = false;
    }
}
