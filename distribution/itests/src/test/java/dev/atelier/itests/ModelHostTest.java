package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.model.samples.ParrotGguf;
import java.io.IOException;
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
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
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
        assertThat(events).hasSizeGreaterThan(5).endsWith("[DONE]");
        StringBuilder said = new StringBuilder();
        for (String event : events.subList(0, events.size() - 1)) {
            said.append(
                    Atelier.JSON.readTree(event).at("/choices/0/delta/content").asText(""));
        }
        assertThat(said).hasToString(ParrotGguf.WORDS);
        JsonNode last = Atelier.JSON.readTree(events.get(events.size() - 2));
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(20);
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
        Path next = nextVersion();
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

            Atelier.Cli swap = atelier.cli("engines", "swap", next.toString(), "--allow-unsigned", "--yes");

            assertThat(swap.code()).as(swap.out() + swap.err()).isZero();
            Awaitility.await().atMost(StudioWorker.PATIENCE).until(() -> versions()
                    .contains("9.9.9"));
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

    /** The engine that is shipped, under another number. */
    private static Path nextVersion() throws IOException {
        Path shipped;
        try (Stream<Path> files = Files.walk(Atelier.DIST)) {
            shipped = files.filter(file -> file.getFileName().toString().startsWith("engine-llama-"))
                    .collect(Collectors.toList())
                    .get(0);
        }
        Path next = temp.resolve("engine-llama-9.9.9.jar");
        try (JarFile from = new JarFile(shipped.toFile())) {
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), "9.9.9");
            try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(next), manifest)) {
                for (ZipEntry entry : from.stream().toList()) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        to.putNextEntry(new ZipEntry(entry.getName()));
                        from.getInputStream(entry).transferTo(to);
                        to.closeEntry();
                    }
                }
            }
        }
        return next;
    }
}
