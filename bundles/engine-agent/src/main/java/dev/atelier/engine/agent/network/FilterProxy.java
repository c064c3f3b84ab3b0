package dev.atelier.engine.agent.network;

import dev.atelier.common.api.Threads;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP proxy behind a Unix socket that lets through what is on its list, as a tunnel or as a plain request. What leads
 * to this machine or its neighbours has to be named itself: a name of a domain must not become a way inside.
 */
public final class FilterProxy implements Closeable {
    private static final int MOST_CONNECTIONS = 128;
    private static final int PIECE = 16 * 1024;
    private static final int CONNECT_MS = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(FilterProxy.class);

    private final AllowList allowed;
    private final Consumer<String> refused;
    private final Path folder;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, 2 * MOST_CONNECTIONS + 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Threads.named("agent-proxy"));

    /** @param refused told of each host and port that was not let through */
    public FilterProxy(AllowList allowed, Consumer<String> refused) throws IOException {
        this.allowed = allowed;
        this.refused = refused;
        this.folder =
                Files.createTempDirectory("atelier-proxy"); // short, as such a path has to be; and its owner's only
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket()));
        } catch (IOException e) {
            close();
            throw e;
        }
        threads.execute(this::accept);
    }

    public Path socket() {
        return folder.resolve("s");
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (open.size() >= 2 * MOST_CONNECTIONS) {
                    client.close();
                    continue;
                }
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException | RejectedExecutionException e) {
                LOG.debug("the proxy has ended");
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            Head head = Head.read(client);
            Optional<InetSocketAddress> target = target(head);
            if (target.isEmpty()) {
                refused.accept(head.host() + ":" + head.port());
                answer(client, "403 Forbidden", head.host() + " is not among the hosts that agents may reach here.\n");
                return;
            }
            connect(client, head, target.get());
        } catch (IOException | IllegalArgumentException e) {
            LOG.atDebug().addKeyValue("problem", e.getMessage()).log("a request of an agent ended");
        } finally {
            open.remove(client);
        }
    }

    /** Empty when it is not allowed. A name is looked up once: what was checked is what is connected to. */
    private Optional<InetSocketAddress> target(Head head) throws UnknownHostException {
        StudioModels studio = allowed.studio();
        if (studio != null && studio.asked(head)) {
            return Optional.of(new InetSocketAddress(studio.host(), studio.port()));
        }
        if (!allowed.allows(head.host(), head.port())) {
            return Optional.empty();
        }
        InetAddress address = InetAddress.getByName(head.host());
        boolean inside = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        return inside && !allowed.names(head.host(), head.port())
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(address, head.port()));
    }

    private void connect(SocketChannel client, Head head, InetSocketAddress target) throws IOException {
        try (SocketChannel server = SocketChannel.open()) {
            try {
                server.socket().connect(target, CONNECT_MS);
            } catch (IOException e) {
                answer(client, "502 Bad Gateway", head.host() + " cannot be reached.\n");
                return;
            }
            open.add(server);
            try {
                if (head.tunnel()) {
                    write(client, "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } else {
                    write(server, head.forServer());
                }
                write(server, head.rest());
                Future<?> back = threads.submit(() -> pump(server, client));
                pump(client, server);
                back.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IOException(e);
            } finally {
                open.remove(server);
            }
        }
    }

    private static void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            while (from.read(piece) >= 0) {
                piece.flip();
                while (piece.hasRemaining()) {
                    to.write(piece);
                }
                piece.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            LOG.trace("a connection of an agent broke");
        }
    }

    private static void answer(SocketChannel client, String status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        write(
                client,
                ("HTTP/1.1 " + status + "\r\nContent-Type: text/plain;charset=utf-8\r\nContent-Length: " + body.length
                                + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        write(client, body);
    }

    private static void write(SocketChannel to, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
        threads.shutdownNow();
        Files.deleteIfExists(socket());
        Files.deleteIfExists(folder);
    }
}
