package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client library in front of a studio, whose worker has the synthetic engine. */
class OpenAiClientTest {
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "client.mjs");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    @Test
    void aStockClientGetsTextPicturesAndSound() throws Exception {
        Path client = client();
        try (Atelier atelier = Atelier.start(temp.resolve("home"), Map.of(), "up")) {
            await().atMost(PATIENCE)
                    .until(() -> atelier.open(atelier.origin() + "/readyz").statusCode() == 200);

            JsonNode told = Atelier.JSON.readTree(run(
                    client,
                    Map.of("BASE_URL", atelier.origin() + "/v1", "API_KEY", key(atelier)),
                    "node",
                    "client.mjs"));

            assertThat(told.path("model").asText())
                    .isEqualTo(told.at("/models/llm").asText());
            assertThat(told.at("/chat/id").asText()).startsWith("chatcmpl-");
            assertThat(told.at("/chat/content").asText()).startsWith("[synthetic] reply");
            assertThat(told.at("/chat/usage/total_tokens").asInt()).isPositive();
            assertThat(told.at("/stream/content").asText())
                    .isEqualTo(told.at("/chat/content").asText());
            assertThat(told.at("/stream/finish").asText()).isEqualTo("stop");
            assertThat(told.at("/stream/tokens").asInt()).isPositive();
            assertThat(told.path("pictures")).hasSize(2).allSatisfy(OpenAiClientTest::isPicture);
            isPicture(told.path("linked"));
            isPicture(told.path("edited"));
            assertThat(told.at("/speech/type").asText()).isEqualTo("audio/wav");
            assertThat(decoded(told.at("/speech/bytes"))).startsWith('R', 'I', 'F', 'F');
            assertThat(told.at("/heard/text").asText()).startsWith("[synthetic] transcript");
            assertThat(told.at("/heard/segments").asInt()).isPositive();
            assertThat(told.path("unknown").toString())
                    .isEqualTo("{\"status\":404,\"code\":\"model_not_found\",\"param\":\"model\","
                            + "\"type\":\"invalid_request_error\",\"name\":\"NotFoundError\"}");
            assertThat(told.at("/stranger/code").asText()).isEqualTo("invalid_api_key");
        }
    }

    private static void isPicture(JsonNode base64) {
        assertThat(decoded(base64)).startsWith(0x89, 'P', 'N', 'G');
    }

    private static byte[] decoded(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asText());
    }

    private static String key(Atelier atelier) throws Exception {
        JsonNode studio = atelier.endpoints().path("studio");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(studio.path("url").asText() + "/graphics/api/keys"))
                .header("Authorization", "Bearer " + studio.path("adminToken").asText())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"openai client\",\"role\":\"submit\"}"))
                .build();
        String made = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return Atelier.JSON.readTree(made).path("secret").asText();
    }

    /** Installed once for a build, in the versions of the lock file; skips the test where that cannot be. */
    private static Path client() throws Exception {
        Path folder = Path.of(System.getProperty("tests.output"), "openai-client");
        Files.createDirectories(folder);
        for (String file : FILES) {
            try (InputStream resource =
                    Objects.requireNonNull(OpenAiClientTest.class.getResourceAsStream("/openai/" + file))) {
                Files.write(folder.resolve(file), resource.readAllBytes());
            }
        }
        try {
            var unused = run(folder, Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        } catch (IOException e) {
            String reason = "no OpenAI client: install node and npm, and let npm reach its registry: " + e.getMessage();
            assertThat(System.getProperty("tests.skips")).as(reason).isNotEqualTo("forbidden");
            Assumptions.abort(reason);
        }
        return folder;
    }

    /** What it prints; fails with what it says when it does not end well. */
    private static String run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        File problems = folder.resolve("problems.txt").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(problems);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + Files.readString(problems.toPath()));
        }
        return said;
    }
}
