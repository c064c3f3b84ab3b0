package dev.atelier.session.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.common.api.Threads;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Opens sockets, each read by a thread that lives as long as the socket. */
final class WsSockets {
    private final ExecutorService readers = Executors.newCachedThreadPool(Threads.named("session-reader"));
    private final ScheduledExecutorService timer;

    WsSockets(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    Socket.Factory speaking(String protocol) {
        return (address, token, events) -> open(protocol, address, token, events);
    }

    private Socket open(String protocol, URI address, Secret token, Socket.Events events) {
        WsSocket socket = new WsSocket(protocol, address, token, events, timer);
        readers.execute(socket::run);
        return socket;
    }

    /** After every socket was closed. */
    boolean stop(Duration grace) {
        return Threads.stop(readers, grace);
    }
}
