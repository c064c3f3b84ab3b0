package dev.atelier.fake.studio;

import dev.atelier.common.api.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A loopback port that can be left and taken again. */
final class Port {
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("fake-studio"));
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Consumer<Socket> serve;
    private @Nullable ServerSocket listener;
    private CompletableFuture<Boolean> accepting = CompletableFuture.completedFuture(true);
    private int number;

    Port(Consumer<Socket> serve) {
        this.serve = serve;
    }

    synchronized int number() {
        return number;
    }

    synchronized void open() {
        if (listener != null) {
            return;
        }
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), 200);
            listener = opened;
            number = opened.getLocalPort();
            accepting = CompletableFuture.supplyAsync(() -> accept(opened), threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody listens any more, and every connection is gone. */
    synchronized void shut() {
        ServerSocket open = listener;
        listener = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // only when nobody waits on the old listener any more is the port free to be taken again
        Waits.get(accepting, "end of listening", Duration.ofSeconds(5));
        drop();
    }

    void drop() {
        connections.forEach(Connection::reset);
    }

    void close() {
        shut();
        threads.shutdownNow();
        if (!Threads.stop(threads, Duration.ofSeconds(5))) {
            throw new IllegalStateException("the fake studio's threads did not end");
        }
    }

    private boolean accept(ServerSocket open) {
        while (!open.isClosed()) {
            try {
                Socket socket = open.accept();
                socket.setTcpNoDelay(true);
                connections.add(socket);
                threads.execute(() -> {
                    try {
                        serve.accept(socket);
                    } finally {
                        connections.remove(socket);
                    }
                });
                if (open.isClosed()) {
                    Connection.reset(socket);
                }
            } catch (IOException | java.util.concurrent.RejectedExecutionException e) {
                // closed, or a connection that ended before it began
            }
        }
        return true;
    }
}
