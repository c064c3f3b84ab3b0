package dev.atelier.fleet.internal.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A runtime on a port of this machine that answers whatever it is told to. */
public final class FakeRemote implements AutoCloseable {
    /** Only a remote says this; no browser may ever see it. */
    public static final String MARK = "LEAKMARK";

    public static final String TOKEN = "fake-bearer-7c1d";
    public static final String DIRTY = "{\"error\":{\"code\":\"some_code\",\"message\":\"cannot open /srv/vault/" + MARK
            + " with " + TOKEN + " at http://127.9.9.9:1\"}}";

    /** One answer. */
    public record Reply(int status, String body, Map<String, String> headers) {
        public static Reply ok(String body) {
            return new Reply(200, body, Map.of());
        }

        public static Reply status(int status) {
            return new Reply(status, DIRTY, Map.of());
        }
    }

    /** What came. */
    public record Asked(String method, String path, Map<String, List<String>> headers, String body) {}

    public final List<Asked> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpServer server;
    private volatile boolean silent;
    private volatile @Nullable CountDownLatch slow;

    public FakeRemote() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public Remote remote(String id) {
        return new Remote(id, "Configured name", uri(), () -> Optional.of(new Secret(TOKEN)));
    }

    public FakeRemote answers(String methodAndPath, Reply reply) {
        replies.put(methodAndPath, reply);
        return this;
    }

    public FakeRemote answers(String methodAndPath, String body) {
        return answers(methodAndPath, Reply.ok(body));
    }

    /** From now on nobody gets an answer. */
    public void hang() {
        silent = true;
    }

    /** From now on answers wait for this. */
    public void waitFor(CountDownLatch latch) {
        slow = latch;
    }

    public static String worker(String id) {
        return "{\"worker_ref\":{\"runtime_id\":\"own-name\",\"worker_id\":\"" + id
                + "\"},\"runtime_id\":\"own-name\",\"worker_id\":\"" + id
                + "\",\"status\":\"running\",\"intent\":{\"kind\":\"role\",\"role\":\"coder\"},"
                + "\"profile\":{\"kind\":\"builtin\",\"value\":\"builtin:coder\"},\"transcript_len\":0,\"last_event_id\":2}";
    }

    public static String workers(String... rows) {
        return "{\"workers\":[" + String.join(",", rows) + "]}";
    }

    public static String summary(String name) {
        return "{\"runtime\":{\"runtime_id\":\"own-name\",\"display_name\":\"" + name
                + "\",\"backend\":\"memory\",\"status\":\"running\",\"worker_count\":0,\"worker_creation_available\":true}}";
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().toString();
        requests.add(new Asked(exchange.getRequestMethod(), path, Map.copyOf(exchange.getRequestHeaders()), body));
        try {
            if (silent) {
                released.await();
                return;
            }
            CountDownLatch latch = slow;
            if (latch != null) {
                latch.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Reply reply = replies.getOrDefault(exchange.getRequestMethod() + " " + path, Reply.status(404));
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
