package dev.atelier.http.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** One more port of the same Jetty, on loopback unless told otherwise. Keeps its port when Jetty is restarted. */
final class LoopbackListener implements ConnectorFactory {
    static final String HOST = "127.0.0.1";

    private final String name;
    private final String host;
    private final int port;
    /** Bound before Jetty is there, given to its first connector. */
    private @Nullable ServerSocketChannel bound;

    private boolean closed;

    LoopbackListener(String name, int wanted, boolean orFree) {
        this(name, HOST, wanted, orFree);
    }

    LoopbackListener(String name, String host, int wanted, boolean orFree) {
        this.name = name;
        this.host = host;
        this.bound = firstOf(host, wanted, orFree);
        this.port = bound.socket().getLocalPort();
    }

    URI uri() {
        return MainConnector.url("http", host, port);
    }

    /** A port of the main listener's routes without TLS, open already. */
    static ServerConnector nearby(Server server) throws IOException {
        ServerSocketChannel channel = bind(HOST, 0);
        ServerConnector connector =
                connector(server, "nearby", HOST, channel.socket().getLocalPort(), new Marks.Nearby());
        connector.open(channel);
        return connector;
    }

    private static ServerConnector connector(
            Server server, String name, String host, int port, HttpConfiguration.Customizer marks) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setUriCompliance(marks instanceof Marks.Prefix ? Marks.SIDE_URIS : Marks.URIS);
        configuration.addCustomizer(marks);
        ServerConnector connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(configuration));
        connector.setName(MainConnector.OURS + name);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(60_000);
        return connector;
    }

    @Override
    public synchronized Connector createConnector(Server server) {
        if (closed) {
            throw new IllegalStateException("listener " + name + " is closed");
        }
        ServerConnector connector = connector(server, name, host, port, new Marks.Prefix(name));
        try {
            ServerSocketChannel channel = bound == null ? bind(host, port) : bound;
            bound = null;
            // Opened here: a connector that fails to open in start() stays in the server, dead.
            connector.open(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(unavailable(host, port, e), e);
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

    private static ServerSocketChannel firstOf(String host, int wanted, boolean orFree) {
        try {
            return bind(host, wanted);
        } catch (IOException taken) {
            if (!orFree) {
                throw new IllegalStateException(unavailable(host, wanted, taken), taken);
            }
        }
        try {
            return bind(host, 0);
        } catch (IOException e) {
            throw new IllegalStateException("no port on " + host + " is free", e);
        }
    }

    private static String unavailable(String host, int port, IOException why) {
        String said = String.valueOf(why.getMessage());
        String which = "port " + port + " on " + host;
        return which + (said.contains("in use") ? " is taken" : " cannot be opened: " + said);
    }

    private static ServerSocketChannel bind(String host, int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(numeric(host), port));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A name would be looked up somewhere, and could be anything. */
    private static InetAddress numeric(String host) {
        if (host.matches("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?")) {
            try {
                return InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("not a numeric address: " + host, e);
            }
        }
        throw new IllegalArgumentException("not a numeric address: " + host);
    }
}
