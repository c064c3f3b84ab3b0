package dev.atelier.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runtimes for a fleet to ask: most answer at once, some never, and where some were nobody is any more. */
final class FakeRuntimes implements AutoCloseable {
    static {
        // Head and body are two writes of the JDK's server, the second of which would wait for the other end to
        // acknowledge the first: up to 40 ms that no runtime takes. Read once, when the first server is made.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<HttpServer> servers = new ArrayList<>();

    /** A runtime that answers at once, with so many Workers. */
    URI quick(int workers) throws IOException {
        byte[] list = list(workers).getBytes(StandardCharsets.UTF_8);
        byte[] summary = ("{\"runtime\":{\"runtime_id\":\"fake\",\"display_name\":null,\"backend\":\"memory\","
                        + "\"status\":\"running\",\"worker_count\":" + workers
                        + ",\"worker_creation_available\":true}}")
                .getBytes(StandardCharsets.UTF_8);
        return serve(exchange ->
                answer(exchange, exchange.getRequestURI().getPath().endsWith("/v1/workers") ? list : summary));
    }

    /** A runtime that takes a connection and never answers. */
    URI slow() throws IOException {
        return serve(exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Nobody. */
    static URI dead() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + gone.getLocalPort());
        }
    }

    private URI serve(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
        servers.add(server);
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String list(int workers) {
        List<String> rows = new ArrayList<>();
        for (int i = 1; i <= workers; i++) {
            String id = String.format(Locale.ROOT, "worker-%08x", i);
            rows.add("{\"worker_ref\":{\"runtime_id\":\"fake\",\"worker_id\":\"" + id + "\"},\"runtime_id\":\"fake\","
                    + "\"worker_id\":\"" + id
                    + "\",\"status\":\"running\",\"intent\":{\"kind\":\"role\",\"role\":\"coder\"},"
                    + "\"profile\":{\"kind\":\"builtin\",\"value\":\"builtin:coder\"},"
                    + "\"requested_capability_count\":1,\"has_config_bundle\":false,"
                    + "\"transcript_len\":0,\"last_event_id\":2}");
        }
        return "{\"workers\":[" + String.join(",", rows) + "]}";
    }

    @Override
    public void close() {
        over.countDown();
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
