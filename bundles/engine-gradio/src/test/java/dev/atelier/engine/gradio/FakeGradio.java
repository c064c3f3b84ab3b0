package dev.atelier.engine.gradio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Gradio app on a real socket: a new one with a queue, or one of the old ones. */
final class FakeGradio implements AutoCloseable {
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final String DONE =
            "{\"msg\":\"process_completed\",\"event_id\":\"e1\",\"success\":true,\"output\":{\"data\":[{\"path\":\"/tmp/a picture.png\","
                    + "\"url\":\"http://internal.invalid/x\",\"meta\":{\"_type\":\"gradio.FileData\"}},7]}}";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Handler> routes = new ConcurrentHashMap<>();

    /** Method and path with query, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<String> tokens = new CopyOnWriteArrayList<>();
    final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    final List<String> forms = new CopyOnWriteArrayList<>();
    final CountDownLatch listening = new CountDownLatch(1);
    volatile List<String> events = List.of(DONE);

    /** Whether the stream of events stays open after the last. */
    volatile boolean hanging;

    /** Answers one request. */
    interface Handler {
        void answer(HttpExchange exchange) throws IOException;
    }

    private FakeGradio() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** One that answers nothing but what it is told to. */
    static FakeGradio empty() throws IOException {
        return new FakeGradio();
    }

    /** One with the queue and the prefix of today. */
    static FakeGradio today(String parameters, String inputs, String components, byte[] picture) throws IOException {
        FakeGradio app = new FakeGradio();
        app.json("/config", """
                {"version":"5.49.0","protocol":"sse_v3","api_prefix":"/gradio_api","root":"http://internal.invalid",
                 "components":[%s],
                 "dependencies":[{"id":4,"api_name":"clear","inputs":[]},{"id":5,"api_name":"infer","inputs":[%s]}]}""".formatted(components, inputs));
        app.json("/gradio_api/info", """
                {"named_endpoints":{
                  "/clear":{"parameters":[],"returns":[{"component":"Textbox"}]},
                  "/infer":{"parameters":[%s],"returns":[{"component":"Image"},{"component":"Slider"}]}},
                 "unnamed_endpoints":{}}""".formatted(parameters));
        app.json("/gradio_api/queue/join", "{\"event_id\":\"e1\"}");
        app.on("/gradio_api/queue/data", app::stream);
        app.json("/gradio_api/cancel", "{\"success\":true}");
        app.json("/gradio_api/upload", "[\"/tmp/gradio/up.png\"]");
        app.bytes("/gradio_api/file=/tmp/a picture.png", picture);
        return app;
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    FakeGradio on(String path, Handler handler) {
        routes.put(path, handler);
        return this;
    }

    FakeGradio json(String path, String text) {
        return bytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    FakeGradio bytes(String path, byte[] bytes) {
        return on(path, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    FakeGradio status(String path, int status) {
        return on(path, exchange -> exchange.sendResponseHeaders(status, -1));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = exchange.getRequestBody().readAllBytes();
            String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
            if (type.startsWith("application/json")) {
                bodies.add(MAPPER.readTree(body));
            } else if (body.length > 0) {
                forms.add(new String(body, StandardCharsets.ISO_8859_1));
            }
            // last, so that who sees the request here finds what came with it
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Handler handler = routes.get(exchange.getRequestURI().getPath());
            if (handler == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                handler.answer(exchange);
            }
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String event : events) {
                out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            listening.countDown();
            while (hanging) {
                out.write("data: {\"msg\":\"heartbeat\"}\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush(); // until the other end is gone
            }
        }
    }

    List<JsonNode> data() {
        return MAPPER.convertValue(
                bodies.get(0).get("data"), MAPPER.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
    }

    @Override
    public void close() {
        hanging = false;
        http.stop(0);
        threads.shutdownNow();
    }
}
