package dev.atelier.engine.sdcpp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks as sd-server does. What a job does is in its prompt: {@code slow}, {@code waits}, … */
public final class FakeSdServer {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;
    private final Map<String, JsonNode> jobs = new ConcurrentHashMap<>();
    private final Map<String, Boolean> cancelled = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();

    private FakeSdServer(Path folder) {
        this.folder = folder;
    }

    /** @param args the folder to write things down in, and what the real one is started with */
    public static void main(String[] args) throws IOException {
        FakeSdServer fake = new FakeSdServer(Path.of(args[0]));
        List<String> told = List.of(args).subList(1, args.length);
        fake.note("server-told", String.join(" ", told));
        fake.note("server-pid", Long.toString(ProcessHandle.current().pid()));
        int port = Integer.parseInt(told.get(told.indexOf("--listen-port") + 1));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/sdcpp/v1/", fake::answer);
        server.start();
    }

    private void note(String file, String line) throws IOException {
        Files.writeString(folder.resolve(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath().substring("/sdcpp/v1/".length());
        if (path.equals("capabilities")) {
            reply(exchange, 200, "{\"model\":{}}");
        } else if (path.endsWith("_gen")) {
            submit(exchange, path, body);
        } else if (path.endsWith("/cancel")) {
            cancel(exchange, path.split("/", 3)[1]);
        } else {
            job(exchange, path.split("/", 3)[1]);
        }
    }

    private void submit(HttpExchange exchange, String kind, byte[] body) throws IOException {
        note("requests", kind + " " + new String(body, UTF_8));
        JsonNode request = MAPPER.readTree(body);
        if (request.path("prompt").asText().equals("refused")) {
            reply(exchange, 400, "{\"error\":\"invalid output_format\"}");
            return;
        }
        if (request.path("prompt").asText().equals("swallowed")) {
            return; // and never answered
        }
        if (request.path("prompt").asText().equals("dies")) {
            System.err.println("GGML_ASSERT(false) failed");
            Runtime.getRuntime().halt(134);
        }
        String id = "job_" + ids.incrementAndGet();
        jobs.put(id, request);
        reply(exchange, 202, "{\"id\":\"" + id + "\",\"status\":\"queued\"}");
    }

    private void cancel(HttpExchange exchange, String id) throws IOException {
        if (prompt(id).equals("waits")) {
            cancelled.put(id, true);
            reply(exchange, 200, "{\"status\":\"cancelled\"}");
        } else {
            reply(exchange, 409, "{\"error\":\"cannot be interrupted yet\"}");
        }
    }

    private String prompt(String id) {
        JsonNode job = jobs.get(id);
        return job == null ? "" : job.path("prompt").asText();
    }

    private void job(HttpExchange exchange, String id) throws IOException {
        switch (prompt(id)) {
            case "slow" -> {
                System.out.print("  |====>   | 1/4 - 2.00s/it\r");
                reply(exchange, 200, "{\"status\":\"generating\"}");
            }
            case "silent" -> note("asked", id); // and never answered
            case "waits" -> {
                note("asked", id);
                reply(exchange, 200, "{\"status\":\"" + (cancelled.containsKey(id) ? "cancelled" : "queued") + "\"}");
            }
            case "bad" ->
                reply(
                        exchange,
                        200,
                        "{\"status\":\"failed\",\"error\":{\"message\":\"generate_image returned nothing\"}}");
            default -> reply(exchange, 200, done(jobs.getOrDefault(id, MAPPER.createObjectNode())));
        }
    }

    private static String done(JsonNode request) {
        String format = request.path("output_format").asText();
        System.out.print("  |====>   | 1/4 - 2.00s/it\r  |=====>  | 4/4 - 2.00s/it\n");
        System.out.flush();
        byte[] bytes =
                switch (format) {
                    case "webp" -> FakeTools.WEBP;
                    case "webm" -> FakeTools.WEBM;
                    default -> FakeTools.PNG;
                };
        String data = "\"b64_json\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"";
        String result = request.has("video_frames") ? data : "\"images\":[{\"index\":0," + data + "}]";
        return "{\"status\":\"completed\",\"result\":{\"output_format\":\"" + format + "\"," + result + "}}";
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
