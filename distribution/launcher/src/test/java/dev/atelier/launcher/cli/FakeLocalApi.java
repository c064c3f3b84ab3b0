package dev.atelier.launcher.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.launcher.json.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The local API of a process that is not there, on a real socket. Answers by "METHOD /path", in turn. */
final class FakeLocalApi implements AutoCloseable {
    static final String TOKEN = "0123456789abcdef".repeat(4);
    static final String ADMIN = "fedcba9876543210".repeat(4);
    static final String KEY = "sk-key-of-somebody";
    private static final String STUDIO = "/graphics/api";
    private static final String FLEET = "/api/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<Reply>> replies = new ConcurrentHashMap<>();
    private final Map<String, Closeable> closing = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private record Reply(int status, String type, String body) {}

    FakeLocalApi(Path home) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        publish(home, ProcessHandle.current().pid());
    }

    void publish(Path home, long pid) throws IOException {
        publish(home, pid, Map.of());
    }

    /** The process is a studio as well. */
    FakeLocalApi withStudio(Path home) throws IOException {
        publish(home, ProcessHandle.current().pid(), Map.of("studio", Map.of("url", url() + "/", "adminToken", ADMIN)));
        return this;
    }

    private void publish(Path home, long pid, Map<String, ?> more) throws IOException {
        Map<String, Object> endpoints = new LinkedHashMap<>();
        endpoints.put("pid", pid);
        endpoints.put("version", "9.9.9");
        endpoints.put("roles", List.of("worker"));
        endpoints.put("console", Map.of("url", "http://127.0.0.1:1/system/console"));
        endpoints.put("localApi", Map.of("url", url(), "token", TOKEN));
        endpoints.putAll(more);
        Files.createDirectories(home.resolve("run"));
        Files.writeString(home.resolve("run/endpoints.json"), Json.write(endpoints));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Several answers to one question are given one after the other, the last one for ever. */
    FakeLocalApi answer(String question, int status, String body) {
        return answer(question, status, "application/json", body);
    }

    FakeLocalApi answer(String question, int status, String type, String body) {
        replies.computeIfAbsent(question, q -> new CopyOnWriteArrayList<>()).add(new Reply(status, type, body));
        return this;
    }

    /** A question that also closes something, before it is answered. */
    FakeLocalApi closes(String question, Closeable what) {
        closing.put(question, what);
        return this;
    }

    /** What came in: "METHOD /path?query body". */
    List<String> asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String question = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add((question + " " + body).strip());
        Reply reply = new Reply(404, "application/json", "{\"error\":\"not_found\",\"message\":\"not found\"}");
        String bearer = exchange.getRequestHeaders().getFirst("Authorization");
        String path = exchange.getRequestURI().getPath();
        List<String> good = path.startsWith(STUDIO) || path.startsWith(FLEET)
                ? List.of("Bearer " + ADMIN, "Bearer " + KEY)
                : List.of("Bearer " + TOKEN);
        if (!good.contains(bearer)) {
            reply = new Reply(401, "text/plain", "no");
        } else {
            Closeable what = closing.get(question);
            if (what != null) {
                what.close();
            }
            List<Reply> known = replies.get(question);
            if (known != null) {
                reply = known.size() > 1 ? known.remove(0) : known.get(0);
            }
        }
        byte[] bytes = reply.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", reply.type);
        // events come in chunks, as long answers do
        exchange.sendResponseHeaders(reply.status, reply.type.startsWith("text/event") ? 0 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
