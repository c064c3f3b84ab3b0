package dev.atelier.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A studio without a worker as a process over one home. Killed and started again it has another address. */
final class StudioProcess implements AutoCloseable {
    static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Path home;
    private final Map<String, String> environment;
    private volatile Optional<Address> address = Optional.empty();
    private Atelier life;

    /** Where it is, and what opens it. */
    record Address(String url, String adminToken) {
        URI api(String path) {
            return URI.create(url + "/graphics/api" + path);
        }

        URI socket(String path) {
            return URI.create("ws" + api(path).toString().substring("http".length()));
        }

        int port() {
            return URI.create(url).getPort();
        }
    }

    /** What it answered. */
    record Answer(int status, String text) {
        JsonNode json() throws IOException {
            return Atelier.JSON.readTree(text);
        }
    }

    private StudioProcess(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    static StudioProcess start(Path home, Map<String, String> environment) throws Exception {
        StudioProcess studio = new StudioProcess(home, environment);
        studio.start();
        return studio;
    }

    void start() throws Exception {
        life = Atelier.start(home, environment, "studio");
        JsonNode endpoint = life.endpoints().path("studio");
        address = Optional.of(new Address(
                endpoint.path("url").asText(), endpoint.path("adminToken").asText()));
    }

    /** Without a word, in the middle of whatever it does. */
    void kill() throws Exception {
        address = Optional.empty();
        life.kill();
    }

    /** Killed before it is ready, in the middle of whatever it does to become so. */
    void killWhileStarting(Duration after) throws Exception {
        Atelier starting = Atelier.launch(home, environment, "studio");
        try (starting) {
            starting.endsWithin(after);
        }
    }

    /** Nothing while it is down. */
    Optional<Address> address() {
        return address;
    }

    String output() {
        return life.output();
    }

    /** As its administrator. */
    Answer call(String method, String path, Object json) throws IOException {
        Address now = address.orElseThrow(() -> new ConnectException("the studio is down"));
        HttpRequest request = HttpRequest.newBuilder(now.api(path))
                .header("Authorization", "Bearer " + now.adminToken())
                .header("Content-Type", "application/json")
                .timeout(ANSWER)
                .method(
                        method,
                        json == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(
                                        json instanceof String text ? text : Atelier.JSON.writeValueAsString(json)))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("asked to stop");
        }
    }

    JsonNode get(String path) throws IOException {
        Answer answer = call("GET", path, null);
        if (answer.status() != 200) {
            throw new IOException(path + ": " + answer.status() + " " + answer.text());
        }
        return answer.json();
    }

    @Override
    public void close() {
        address = Optional.empty();
        life.close();
    }
}
