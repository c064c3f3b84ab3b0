package dev.atelier.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The program under measurement: {@code atelier studio} in a home of its own, with all its defaults. */
final class DispatchStudio implements AutoCloseable {
    private static final Path DIST = Path.of(System.getProperty("atelier.dist", "distribution/target/atelier"));
    private static final String SECRET = "5".repeat(64);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String adminToken;

    /** What a worker is let in with. */
    record Identity(String workerId, String authToken) {}

    DispatchStudio(Path home) throws IOException, InterruptedException {
        this(home, Map.of());
    }

    DispatchStudio(Path home, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(DIST.resolve("bin/atelier").toString(), "studio", "--home", home.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("ATELIER_HTTP_PORT", "0");
        builder.environment().put("ATELIER_LOCAL_API_PORT", "0");
        // A fleet that registers within seconds from one address.
        builder.environment().put("ATELIER_STUDIO_REGISTER_LIMIT", "100000");
        builder.environment().putAll(environment);
        process = builder.start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.startsWith("ready studio ")) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("atelier did not start");
        }
        Thread drain = new Thread(() -> drain(lines), "drain");
        drain.setDaemon(true);
        drain.start();
        JsonNode studio = Program.JSON
                .readTree(home.resolve("run/endpoints.json").toFile())
                .path("studio");
        url = studio.path("url").asText();
        adminToken = studio.path("adminToken").asText();
        call("POST", "/models", adminToken, DispatchPayload.ROW);
    }

    private static void drain(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                // nothing else is of interest
            }
        } catch (IOException e) {
            // it has ended
        }
    }

    int port() {
        return URI.create(url).getPort();
    }

    String adminToken() {
        return adminToken;
    }

    long pid() {
        return process.pid();
    }

    /** Registers a worker and lets it in. */
    Identity admit() throws IOException, InterruptedException {
        String request = call(
                        "POST",
                        "/workers/register-request",
                        "",
                        "{\"installId\":\"" + UUID.randomUUID() + "\",\"registrationSecretHash\":\"" + hash()
                                + "\",\"userAgent\":\"studio-worker/0.4.16\",\"capabilities\":"
                                + DispatchPayload.CAPABILITIES + "}")
                .path("requestId")
                .asText();
        call("POST", "/workers/pending/" + request + "/approve", adminToken, "{}");
        JsonNode approved = call("GET", "/workers/register-requests/" + request, SECRET, "");
        return new Identity(
                approved.path("workerId").asText(), approved.path("authToken").asText());
    }

    /** A question to the fleet. */
    HttpRequest.Builder fleet(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/api" + path)).header("Authorization", "Bearer " + adminToken);
    }

    URI socket(String path) {
        return URI.create("ws" + url.substring("http".length()) + "/api" + path);
    }

    void addRuntime(String id, URI where) throws IOException, InterruptedException {
        HttpRequest request = fleet("/settings/runtime-connections/remotes")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"runtime_id\":\"" + id + "\",\"endpoint\":\"" + where + "\"}"))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("a runtime was refused: " + answer.statusCode() + " " + answer.body());
        }
    }

    private static String hash() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(SECRET.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode call(String method, String path, String bearer, String json)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/graphics/api" + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        json.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? Program.JSON.createObjectNode() : Program.JSON.readTree(answer.body());
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
