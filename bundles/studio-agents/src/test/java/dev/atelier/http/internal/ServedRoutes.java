package dev.atelier.http.internal;

import dev.atelier.http.api.ErrorForm;
import dev.atelier.http.api.Leftover;
import dev.atelier.http.api.Routes;
import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Routes on a real listener, by the servlet that serves them in the product. */
public final class ServedRoutes implements AutoCloseable {
    private final Server server = new Server();
    private final EventStreams streams = new EventStreams();
    private final ServletContextHandler context = new ServletContextHandler("/");
    private final ServerConnector connector = new ServerConnector(server, 0, 1);

    public ServedRoutes() {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        streams.start();
    }

    /** As the whiteboard mounts them. */
    public ServedRoutes mount(Routes routes, ErrorForm errors, String... patterns) {
        RouteBook book = new RouteBook(RouteMountsImpl.defined(routes));
        ServletHolder holder = new ServletHolder(new RouteServlet(
                patterns[0],
                () -> book,
                request -> "test",
                errors,
                streams,
                new Pace(),
                new Leftover(Leftover.PATIENCE),
                new HttpMetrics(),
                false));
        holder.setAsyncSupported(true);
        for (String pattern : patterns) {
            context.addServlet(holder, pattern);
        }
        return this;
    }

    public URI start() throws Exception {
        server.start();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void close() {
        streams.stop();
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
