package dev.atelier.http.internal;

import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.ee10.servlet.ServletHandler;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the connector that Felix itself makes, the main listener. A connector factory is the only hook that is called
 * after that connector exists and before anything is served; the connector it returns does nothing.
 */
final class MainConnector implements ConnectorFactory {
    /** Names of connectors that are not Felix's start so. */
    static final String OURS = "atelier-";

    private static final Set<String> ANY = Set.of("", "0.0.0.0", "::", "[::]");

    private static final Logger LOG = LoggerFactory.getLogger(MainConnector.class);

    private final Marks.Main guard = new Marks.Main();
    private final Front front;
    private final Forwarding forwarding;
    private final Failure failure;
    private final Runnable up;
    private volatile @Nullable ServerConnector main;
    private volatile @Nullable URI nearby;

    /** @param up called each time there is a main listener, which may be one with another port than before */
    MainConnector(Front front, Failure failure, Runnable up) {
        this.front = front;
        this.forwarding = new Forwarding(front::proxies);
        this.failure = failure;
        this.up = up;
    }

    @Override
    public Connector createConnector(Server server) {
        for (ServletHandler handler : server.getContainedBeans(ServletHandler.class)) {
            handler.setDecodeAmbiguousURIs(true);
        }
        ServerConnector found = felixConnector(server);
        main = found;
        if (found == null) {
            failure.tell("the HTTP listener did not start, its port may be taken; use --port N");
        } else {
            HttpConfiguration configuration = httpOf(found);
            configuration.setUriCompliance(Marks.URIS);
            configuration.setSendServerVersion(false);
            configuration.getCustomizers().add(0, guard);
            configuration.getCustomizers().add(forwarding); // last: it has the last word on the scheme
            renew();
            Connector other = secure(found) ? nearby(server) : null;
            failure.clear();
            up.run();
            if (other != null) {
                return other;
            }
        }
        return new Idle(server, found);
    }

    /**
     * Gives the listener the certificate that is in use now. Felix opens it without one, when every handshake fails, so
     * that key and password appear in no configuration.
     */
    void renew() {
        ServerConnector connector = main;
        TlsIdentity identity = front.identity();
        SslConnectionFactory tls =
                connector == null ? null : connector.getConnectionFactory(SslConnectionFactory.class);
        if (connector == null || identity == null || tls == null) {
            return;
        }
        for (HttpConfiguration.Customizer customizer : httpOf(connector).getCustomizers()) {
            if (customizer instanceof SecureRequestCustomizer names) {
                names.setSniHostCheck(false); // this machine has more names and addresses than its certificate
            }
        }
        try {
            tls.getSslContextFactory().reload(factory -> {
                factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
                factory.setKeyStore(identity.store());
                factory.setKeyStorePassword(identity.password());
                factory.setKeyManagerPassword(identity.password());
            });
        } catch (Exception e) {
            LOG.atError().setCause(e).log("certificate cannot be put to use");
            failure.tell("TLS cannot be used (tls-unusable): " + e.getMessage());
        }
    }

    private @Nullable Connector nearby(Server server) {
        nearby = null;
        try {
            ServerConnector connector = LoopbackListener.nearby(server);
            nearby = url("http", connector.getHost(), connector.getPort());
            return connector;
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("no port on loopback is free for programs of this machine");
            return null;
        }
    }

    private static boolean secure(ServerConnector connector) {
        return connector.getConnectionFactory(SslConnectionFactory.class) != null;
    }

    /** Null while the main listener itself speaks plain HTTP. */
    @Nullable
    URI nearby() {
        ServerConnector connector = main;
        return connector != null && secure(connector) ? nearby : null;
    }

    /** Null until the listener is up. */
    @Nullable
    URI uri() {
        ServerConnector connector = main;
        int port = connector == null ? -1 : connector.getLocalPort();
        return connector == null || port <= 0
                ? null
                : url(secure(connector) ? "https" : "http", connector.getHost(), port);
    }

    /** Takes our class out of the request path; Jetty may outlive this bundle. */
    void forget() {
        ServerConnector connector = main;
        main = null;
        if (connector != null) {
            httpOf(connector).getCustomizers().remove(guard);
            httpOf(connector).getCustomizers().remove(forwarding);
        }
    }

    static URI url(String scheme, @Nullable String host, int port) {
        String shown = host == null || ANY.contains(host) ? "127.0.0.1" : host;
        boolean six = shown.indexOf(':') >= 0 && !shown.startsWith("[");
        return URI.create(scheme + "://" + (six ? "[" + shown + "]" : shown) + ":" + port);
    }

    private static @Nullable ServerConnector felixConnector(Server server) {
        for (Connector connector : server.getConnectors()) {
            boolean ours = connector.getName() != null && connector.getName().startsWith(OURS);
            if (!ours && connector instanceof ServerConnector found) {
                return found;
            }
        }
        return null;
    }

    private static HttpConfiguration httpOf(ServerConnector connector) {
        return Objects.requireNonNull(connector.getConnectionFactory(HttpConnectionFactory.class))
                .getHttpConfiguration();
    }

    /** Listens to nothing. Felix wants a server connector with an address, which it shows among its endpoints. */
    private static final class Idle extends ServerConnector {
        Idle(Server server, @Nullable ServerConnector main) {
            super(server, 0, 1, new HttpConnectionFactory());
            setName(OURS + "idle");
            setHost(main == null || main.getHost() == null ? "127.0.0.1" : main.getHost());
            setPort(main == null ? 0 : main.getPort());
        }

        @Override
        protected void doStart() {}

        @Override
        protected void doStop() {}
    }
}
