package dev.atelier.studio.store.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** As much of an object store as results need. It refuses what is not signed well. */
final class FakeS3 implements AutoCloseable {
    static final SigV4 SIGNER = new SigV4("test", new Secret("test-secret"), "eu-test-1");
    private final HttpServer server;
    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    final AtomicInteger failures = new AtomicInteger();

    FakeS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
            } else if (!signed(exchange, body)) {
                exchange.sendResponseHeaders(403, -1);
            } else {
                serve(exchange, body);
            }
        }
    }

    private void serve(HttpExchange exchange, byte[] body) throws IOException {
        String key = exchange.getRequestURI().getRawPath();
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                objects.put(key, body);
                exchange.sendResponseHeaders(200, -1);
            }
            case "DELETE" -> {
                objects.remove(key);
                exchange.sendResponseHeaders(204, -1);
            }
            default -> {
                byte @Nullable [] found = objects.get(key);
                if (found == null) {
                    exchange.sendResponseHeaders(404, -1);
                } else {
                    exchange.sendResponseHeaders(200, found.length == 0 ? -1 : found.length);
                    exchange.getResponseBody().write(found);
                }
            }
        }
    }

    private static boolean signed(HttpExchange exchange, byte[] body) {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String names = authorization.replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
        TreeMap<String, String> headers = new TreeMap<>();
        for (String name : List.of(names.split(";", -1))) {
            headers.put(
                    name.toLowerCase(Locale.ROOT),
                    String.valueOf(exchange.getRequestHeaders().getFirst(name)));
        }
        String hash = Hashes.sha256(body);
        Instant at = SigV4.STAMP.parse(String.valueOf(headers.get("x-amz-date")), Instant::from);
        return authorization.equals(SIGNER.authorization(
                        exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), "", headers, hash, at))
                && hash.equals(headers.get("x-amz-content-sha256"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
