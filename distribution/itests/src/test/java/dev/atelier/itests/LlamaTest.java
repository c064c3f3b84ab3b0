package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.model.samples.ParrotGguf;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A language model in the built program: the engine, its child process and the native library, on a model made here. */
class LlamaTest {
    @TempDir
    static Path temp;

    private static Path models;
    private static Atelier atelier;

    @BeforeAll
    static void start() throws Exception {
        models = temp.resolve("models");
        atelier = Atelier.start(
                temp.resolve("home"),
                Map.of("ATELIER_MODELS_ROOT", models.toString(), "STUDIO_SECRET_TOKEN", "hush-hush"),
                "run");
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void aModelThatAppearsIsServedFromAChildThatMayDie() throws Exception {
        JsonNode without = engine();
        assertThat(without.path("state").asText()).isEqualTo("unavailable");
        assertThat(without.path("reason").asText()).startsWith("no model");
        assertThat(without.path("remedy").asText())
                .contains(models.resolve("llm").toString());

        new ParrotGguf().write(Files.createDirectories(models.resolve("llm")).resolve("parrot.gguf"));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(engine().path("state").asText()).isEqualTo("active");
            assertThat(engine().path("models").path("llm").get(0).asText()).isEqualTo("parrot");
        });
        HttpResponse<byte[]> added = atelier.call(
                "POST",
                "/models",
                Map.of(
                        "id",
                        "parrot",
                        "displayName",
                        "Parrot",
                        "kind",
                        "llm",
                        "source",
                        Map.of("engine", "llama-cpp", "files", List.of(), "cliDefaults", Map.of())));
        assertThat(added.statusCode()).as(text(added)).isEqualTo(200);

        assertThat(said(chat())).isEqualTo(ParrotGguf.WORDS);
        ProcessHandle child = child();
        assertThat(child.info().commandLine().orElse("")).doesNotContain("hush");

        child.destroyForcibly();
        child.onExit().get();
        assertThat(said(chat())).isEqualTo(ParrotGguf.WORDS);

        ProcessHandle next = child();
        atelier.kill();
        next.onExit().get(20, java.util.concurrent.TimeUnit.SECONDS);
    }

    private static JsonNode engine() throws Exception {
        return atelier.get("/engines/llama-cpp").get(0);
    }

    private static HttpResponse<byte[]> chat() throws Exception {
        return atelier.call(
                "POST",
                "/v1/chat/completions",
                Map.of("model", "parrot", "messages", List.of(Map.of("role", "user", "content", "hello"))));
    }

    private static String said(HttpResponse<byte[]> answer) throws Exception {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return Atelier.JSON
                .readTree(answer.body())
                .at("/choices/0/message/content")
                .asText();
    }

    private static ProcessHandle child() {
        return ProcessHandle.of(atelier.pid())
                .orElseThrow()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("LlamaWorker"))
                .findFirst()
                .orElseThrow();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
