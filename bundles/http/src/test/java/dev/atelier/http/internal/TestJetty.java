package dev.atelier.http.internal;

import dev.atelier.http.api.ErrorForm;
import dev.atelier.http.api.Guard;
import dev.atelier.http.api.Leftover;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** A real Jetty with our connectors and the routes of a test below {@code /-/local}, as in the product. */
final class TestJetty implements AutoCloseable {
    final EventStreams streams = new EventStreams();
    final AtomicLong nanos = new AtomicLong();
    final Pace pace = new Pace(nanos::get);
    final URI local;
    final URI main;
    private final Server server = new Server(new QueuedThreadPool(16));
    private final HttpClient client = HttpClient.newHttpClient();

    TestJetty(Guard guard, Routes routes) throws Exception {
        this(guard, null, routes);
    }

    TestJetty(Guard guard, @Nullable ErrorForm errors, Routes routes) throws Exception {
        this(guard, errors, routes, Leftover.PATIENCE);
    }

    TestJetty(Guard guard, @Nullable ErrorForm errors, Routes routes, Duration patience) throws Exception {
        RouteBook book = new RouteBook(RouteMountsImpl.defined(routes));
        RouteServlet servlet = new RouteServlet(
                Routes.LOCAL,
                () -> book,
                guard,
                errors,
                streams,
                pace,
                new Leftover(patience),
                new HttpMetrics(),
                false);
        ServletContextHandler context = new ServletContextHandler("/-/local");
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        ServerConnector felix = new ServerConnector(server, 0, 1);
        felix.setHost("127.0.0.1");
        server.addConnector(felix);
        server.start();
        MainConnector mainConnector = new MainConnector(new Front(), new Failure(noFramework()), () -> {});
        mainConnector.createConnector(server);
        LoopbackListener listener = new LoopbackListener("local", 0, true);
        ServerConnector second = (ServerConnector) listener.createConnector(server);
        server.addConnector(second);
        second.start();
        streams.start();
        local = listener.uri();
        URI uri = mainConnector.uri();
        if (uri == null) {
            throw new AssertionError("no main listener");
        }
        main = uri;
    }

    static TestJetty with(Consumer<RouteTable> routes) throws Exception {
        return new TestJetty(request -> "test", routes::accept);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(local + path)));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(local + path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The whole answer to a request as it goes over the line; the request should close the connection. */
    static String raw(URI listener, String... lines) throws IOException {
        try (Socket socket = new Socket(listener.getHost(), listener.getPort())) {
            socket.setSoTimeout(5_000);
            String request = String.join("\r\n", List.of(lines)) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static BundleContext noFramework() {
        Object context = Proxy.newProxyInstance(
                TestJetty.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (self, called, args) -> {
                    throw new AssertionError("the listener failed");
                });
        return (BundleContext) context;
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
