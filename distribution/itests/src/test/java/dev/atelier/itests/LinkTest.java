package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a studio and a worker can do that both have links. */
class LinkTest {
    private static final String STORY = "Once upon a time there was a stone.";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path temp;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Atelier atelier;

    @BeforeAll
    static void start() throws Exception {
        atelier = Atelier.start(temp.resolve("home"), Map.of(), "up");
        engine("teller", Duration.ofSeconds(2));
        engine("sleeper", Duration.ofMinutes(5));
        await().atMost(PATIENCE)
                .until(() -> atelier.open(atelier.origin() + "/metrics").body().contains("atelier_studio_links 1"));
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void aChatIsToldWhileItIsMade() throws Exception {
        await().atMost(PATIENCE).until(() -> ask("teller", false).statusCode() == 200);

        HttpResponse<Stream<String>> answer = ask("teller", true);

        List<String> events = answer.body()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> line.substring(6))
                .toList();
        StringBuilder told = new StringBuilder();
        int pieces = 0;
        for (String event : events) {
            JsonNode chunk = Atelier.JSON.readTree(event);
            assertThat(chunk.path("id").asText())
                    .isEqualTo(Atelier.JSON.readTree(events.get(0)).path("id").asText());
            String piece = chunk.at("/choices/0/delta/content").asText("");
            pieces += piece.isEmpty() ? 0 : 1;
            told.append(piece);
        }
        assertThat(told).hasToString(STORY);
        assertThat(pieces).as(events.toString()).isGreaterThan(1);
    }

    @Test
    void aRunningJobThatIsCancelledInTheStudioEndsOnItsWorker() throws Exception {
        JsonNode job = api("POST", "/jobs", """
                {"model":"sleeper","task":{"kind":"llm","messages":[{"role":"user","content":"sleep"}]}}""");
        String id = job.path("jobId").asText();
        await().atMost(PATIENCE).until(() -> status(id).equals("running"));

        var unused = api("POST", "/jobs/" + id + "/cancel", "");

        await().atMost(PATIENCE).until(() -> status(id).equals("cancelled"));
        assertThat(api("GET", "/jobs/" + id, "").path("status").asText()).isEqualTo("cancelled");
    }

    private static String status(String jobId) throws Exception {
        return atelier.get("/jobs/" + jobId).path("status").asText();
    }

    private static void engine(String id, Duration takes) throws Exception {
        Path bundle = TestEngines.build(
                temp, Spec.of(id, "1.0.0").kinds(Kind.LLM).tells(STORY).takes(takes));
        Atelier.Cli installed = atelier.cli("engines", "install", bundle.toString(), "--allow-unsigned");
        assertThat(installed.code()).as(installed.err()).isZero();
        String model = """
                {"id":"%1$s","displayName":"%1$s","kind":"llm","vramGbEstimate":0,"enabled":true,
                 "source":{"engine":"%1$s","files":[]}}""".formatted(id);
        // The studio knows the engine once the worker has told it of it.
        await().atMost(PATIENCE).until(() -> sent("POST", "/models", model).statusCode() == 201);
    }

    private static HttpResponse<Stream<String>> ask(String model, boolean stream) throws Exception {
        return CLIENT.send(
                request("POST", atelier.origin() + "/v1/chat/completions", """
                        {"model":"%s","stream":%s,"messages":[{"role":"user","content":"tell"}]}""".formatted(model, stream)),
                BodyHandlers.ofLines());
    }

    private static JsonNode api(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = sent(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return Atelier.JSON.readTree(answer.body());
    }

    private static HttpResponse<String> sent(String method, String path, String body) throws Exception {
        return CLIENT.send(
                request(method, atelier.endpoints().at("/studio/url").asText() + "/graphics/api" + path, body),
                BodyHandlers.ofString());
    }

    private static HttpRequest request(String method, String url, String body) {
        return HttpRequest.newBuilder(URI.create(url))
                .header(
                        "Authorization",
                        "Bearer " + atelier.endpoints().at("/studio/adminToken").asText())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
