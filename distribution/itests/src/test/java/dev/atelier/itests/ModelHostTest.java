package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.model.samples.ParrotGguf;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that stays in memory in the built program, on a model made here. */
class ModelHostTest {
    private static final int CLIENTS = 3;

    @TempDir
    static Path temp;

    private static Atelier atelier;

    @BeforeAll
    static void start() throws Exception {
        Path models = temp.resolve("models");
        new ParrotGguf().write(Files.createDirectories(models.resolve("llm")).resolve("parrot.gguf"));
        atelier = begun();
        Map<String, Object> source = Map.of("engine", "llama-cpp", "files", List.of(), "cliDefaults", Map.of());
        assertThat(atelier.call(
                                "POST",
                                "/models",
                                Map.of("id", "parrot", "kind", "llm", "vramGbEstimate", 0.1, "source", source))
                        .statusCode())
                .isEqualTo(200);
        Awaitility.await().until(() -> model().path("loadable").asBoolean());
        assertThat(atelier.call("POST", "/models/parrot/load", null).statusCode())
                .isIn(200, 202);
        awaitLoaded();
    }

    private static Atelier begun() throws Exception {
        return Atelier.start(
                temp.resolve("home"),
                Map.of("ATELIER_MODELS_ROOT", temp.resolve("models").toString()),
                "run");
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    private static JsonNode model() throws Exception {
        for (JsonNode each : atelier.get("/models")) {
            if (each.path("id").asText().equals("parrot")) {
                return each;
            }
        }
        throw new AssertionError("no parrot");
    }

    private static void awaitLoaded() {
        Awaitility.await()
                .atMost(StudioWorker.PATIENCE)
                .until(() -> model().path("state").asText().equals("loaded"));
    }

    private static HttpResponse<byte[]> chat(boolean stream) throws Exception {
        Map<String, Object> body = new HashMap<>();
        body.put("model", "parrot");
        body.put("messages", List.of(Map.of("role", "user", "content", "hello")));
        body.put("stream", stream);
        return atelier.call("POST", "/v1/chat/completions", body);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aChatIsStreamedWordByWordBesideTheQueue() throws Exception {
        HttpResponse<byte[]> answer = chat(true);

        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        List<String> events = text(answer)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
        assertThat(events).endsWith("[DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : events.subList(0, events.size() - 1)) {
            chunks.add(Atelier.JSON.readTree(event));
        }
        JsonNode last = chunks.remove(chunks.size() - 1);
        // Words that come faster than forty times a second travel together, so how many pieces they are is not fixed.
        assertThat(chunks).hasSizeGreaterThan(1).allSatisfy(chunk -> {
            assertThat(chunk.at("/choices/0/delta/content").asText()).isNotEmpty();
            assertThat(chunk.at("/choices/0/finish_reason").isNull()).isTrue();
            assertThat(chunk.has("usage")).isFalse();
        });
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/content").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(ParrotGguf.WORDS);
        assertThat(last.at("/choices/0/delta").isEmpty()).isTrue();
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        // nineteen words and the token that ends them
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(20);
        assertThat(last.path("usage"))
                .isEqualTo(Atelier.JSON.readTree(chat(false).body()).path("usage"));
        assertThat(atelier.get("/jobs").path(0).path("source").asText()).isEqualTo("lane");
    }

    @Test
    void aTextIsTakenApart() throws Exception {
        JsonNode tokens = Atelier.JSON
                .readTree(atelier.call("POST", "/tokenize", Map.of("model", "parrot", "content", "hello"))
                        .body())
                .path("tokens");

        assertThat(tokens).isNotEmpty().allMatch(JsonNode::isInt);
    }

    @Test
    void aSwapOfItsEngineUnderLoadTurnsNobodyAway() throws Exception {
        Path next = NextVersion.of("engine-llama", temp);
        ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
        AtomicBoolean on = new AtomicBoolean(true);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(clients.submit(() -> {
                while (on.get()) {
                    HttpResponse<byte[]> answer = chat(false);
                    (answer.statusCode() == 200 && text(answer).contains(ParrotGguf.WORDS) ? answers : trouble)
                            .add(text(answer));
                }
                return null;
            }));
        }
        try {
            Awaitility.await().until(() -> answers.size() > 5);

            assertThat(atelier.cli("engines", "preview", next.toString(), "--allow-unsigned")
                            .out())
                    .contains("parrot (0.1 GB) is loaded into the new version before the old one lets go of it.");
            Atelier.Cli swap = atelier.cli("engines", "swap", next.toString(), "--allow-unsigned", "--yes");

            assertThat(swap.code()).as(swap.out() + swap.err()).isZero();
            Awaitility.await().atMost(StudioWorker.PATIENCE).until(() -> versions()
                    .contains(NextVersion.NUMBER));
        } finally {
            on.set(false);
            for (Future<?> client : running) {
                client.get();
            }
            clients.shutdown();
        }
        assertThat(trouble).isEmpty();
        assertThat(model().path("state").asText()).isEqualTo("loaded");

        assertThat(atelier.stop()).isZero();
        atelier = begun();
        awaitLoaded(); // it is a resident
    }

    private static List<String> versions() throws Exception {
        List<String> versions = new ArrayList<>();
        for (JsonNode job : atelier.get("/jobs/all")) {
            versions.add(job.path("engineVersion").asText());
        }
        return versions;
    }
}
