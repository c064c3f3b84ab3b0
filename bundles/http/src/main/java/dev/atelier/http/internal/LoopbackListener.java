package dev.atelier.http.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** One more port of the same Jetty, on loopback. Keeps its port when Jetty is restarted. */
final class LoopbackListener implements ConnectorFactory {
    private static final String HOST = "127.0.0.1";

    private final String name;
    private final int port;
    /** Bound before Jetty is there, given to its first connector. */
    private @Nullable ServerSocketChannel bound;

    private boolean closed;

    LoopbackListener(String name, int wanted, boolean orFree) {
        this.name = name;
        this.bound = firstOf(wanted, orFree);
        this.port = bound.socket().getLocalPort();
    }

    URI uri() {
        return MainConnector.url("http", HOST, port);
    }

    /** A port of the main listener's routes without TLS, open already. */
    static ServerConnector nearby(Server server) throws IOException {
        ServerSocketChannel channel = bind(0);
        ServerConnector connector = connector(server, "nearby", channel.socket().getLocalPort(), new Marks.Nearby());
        connector.open(channel);
        return connector;
    }

    private static ServerConnector connector(Server server, String name, int port, HttpConfiguration.Customizer marks) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setUriCompliance(Marks.URIS);
        configuration.addCustomizer(marks);
        ServerConnector connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(configuration));
        connector.setName(MainConnector.OURS + name);
        connector.setHost(HOST);
        connector.setPort(port);
        connector.setIdleTimeout(60_000);
        return connector;
    }

    @Override
    public synchronized Connector createConnector(Server server) {
        if (closed) {
            throw new IllegalStateException("listener " + name + " is closed");
        }
        ServerConnector connector = connector(server, name, port, new Marks.Prefix(name));
        try {
            ServerSocketChannel channel = bound == null ? bind(port) : bound;
            bound = null;
            // Opened here: a connector that fails to open in start() stays in the server, dead.
            connector.open(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " on " + HOST + " is taken", e);
        }
        return connector;
    }

    /** Frees a port that no connector has taken over. */
    synchronized void close() throws IOException {
        closed = true;
        if (bound != null) {
            bound.close();
            bound = null;
        }
    }

    private static ServerSocketChannel firstOf(int wanted, boolean orFree) {
        try {
            return bind(wanted);
        } catch (IOException taken) {
            if (!orFree) {
                throw new IllegalStateException("port " + wanted + " on " + HOST + " is taken", taken);
            }
        }
        try {
            return bind(0);
        } catch (IOException e) {
            throw new IllegalStateException("no port on " + HOST + " is free", e);
        }
    }

    private static ServerSocketChannel bind(int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
