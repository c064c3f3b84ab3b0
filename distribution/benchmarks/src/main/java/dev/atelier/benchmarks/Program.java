package dev.atelier.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The program under measurement: {@code atelier run} in a home of its own. */
final class Program implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DIST = Path.of(System.getProperty("atelier.dist", "distribution/target/atelier"));

    private final Process process;
    private final BufferedReader lines;
    private final HttpClient http = HttpClient.newHttpClient();
    private final double readySeconds;
    private final JsonNode endpoints;

    Program(Path home, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(DIST.resolve("bin/atelier").toString(), "run", "--home", home.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("ATELIER_HTTP_PORT", "0");
        builder.environment().put("ATELIER_LOCAL_API_PORT", "0");
        builder.environment().putAll(environment);
        long from = System.nanoTime();
        process = builder.start();
        lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.startsWith("ready worker ")) {
            line = lines.readLine();
        }
        readySeconds = (System.nanoTime() - from) / 1e9;
        if (line == null) {
            throw new IOException("atelier did not start");
        }
        Thread drain = new Thread(this::drain, "drain");
        drain.setDaemon(true);
        drain.start();
        endpoints = JSON.readTree(home.resolve("run/endpoints.json").toFile());
    }

    private void drain() {
        try {
            while (lines.readLine() != null) {
                // nothing else is of interest
            }
        } catch (IOException e) {
            // it has ended
        }
    }

    double readySeconds() {
        return readySeconds;
    }

    long pid() {
        return process.pid();
    }

    HttpResponse<String> call(String method, String path, @Nullable Object json)
            throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                json == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(json)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(call("GET", path, null).body());
    }

    /** The figures of the HTTP listener. */
    String metrics() throws IOException, InterruptedException {
        URI console = URI.create(endpoints.path("console").path("url").asText());
        return http.send(
                        HttpRequest.newBuilder(console.resolve("/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Hands a bundle over and waits for the end of the operation; the operation. */
    JsonNode install(Path jar) throws IOException, InterruptedException {
        return end(beginInstall(jar));
    }

    /** Hands a bundle over; the operation's id. */
    String beginInstall(Path jar) throws IOException, InterruptedException {
        String boundary = "x" + System.nanoTime();
        List<byte[]> parts = new ArrayList<>();
        parts.add(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"allowUnsigned\"\r\n\r\ntrue\r\n--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"bundle\"; filename=\"" + jar.getFileName()
                        + "\"\r\nContent-Type: application/java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        parts.add(Files.readAllBytes(jar));
        parts.add(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = http.send(
                request("/engines")
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofByteArrays(parts))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new IOException("install refused: " + answer.body());
        }
        return begun(answer);
    }

    JsonNode rollback(String engine) throws IOException, InterruptedException {
        return end(beginRollback(engine));
    }

    String beginRollback(String engine) throws IOException, InterruptedException {
        HttpResponse<String> answer = call("POST", "/engines/" + engine + "/rollback", null);
        if (answer.statusCode() != 202) {
            throw new IOException("rollback refused: " + answer.body());
        }
        return begun(answer);
    }

    private static String begun(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body()).path("operationId").asText();
    }

    JsonNode end(String id) throws IOException, InterruptedException {
        while (true) {
            JsonNode operation = get("/engines/operations/" + id);
            if (!"running".equals(operation.path("state").asText())) {
                return operation;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create(endpoints.path("localApi").path("url").asText() + path))
                .timeout(Duration.ofMinutes(2))
                .header(
                        "Authorization",
                        "Bearer " + endpoints.path("localApi").path("token").asText());
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
