package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.model.samples.AnalyticDiffusers;
import dev.atelier.model.samples.ParrotWhisper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine is replaced while a model of it is in memory and asked: the new version has it before the old one goes. */
class WarmSwapTest {
    private static final int CLIENTS = 2;
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    static Path temp;

    private static Atelier atelier;

    @BeforeAll
    static void start() throws Exception {
        Path models = temp.resolve("models");
        new AnalyticDiffusers().write(models.resolve("onnx/painter"));
        new ParrotWhisper().write(Files.createDirectories(models.resolve("stt")).resolve("hearer.bin"));
        Map<String, String> environment = Map.of(
                "ATELIER_MODELS_ROOT",
                models.toString(),
                // the built-in library is what is tested, whatever else this machine has
                "ATELIER_WHISPER_SERVER",
                "off",
                "ATELIER_WHISPER_CLI",
                "off");
        atelier = Atelier.start(temp.resolve("home"), environment, "run");
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void onnx() throws Exception {
        Map<String, Object> body =
                Map.of("model", "painter", "prompt", "red", "ext", "png", "width", 64, "height", 64, "steps", 2);

        isReplacedWarm(
                "onnx",
                "image",
                "painter",
                "engine-onnx",
                () -> atelier.call("POST", "/image", body),
                answer -> answer.body().length > 8 && answer.body()[1] == 'P');
    }

    @Test
    void whisper() throws Exception {
        Map<String, Object> body = Map.of("model", "hearer", "inputUrl", Samples.tone());

        isReplacedWarm(
                "whisper-cpp",
                "audio_stt",
                "hearer",
                "engine-whisper",
                () -> atelier.call("POST", "/stt", body),
                WarmSwapTest::transcribed);
    }

    private static boolean transcribed(HttpResponse<byte[]> answer) {
        try {
            return Atelier.JSON.readTree(answer.body()).path("text").asText().equals(ParrotWhisper.WORDS);
        } catch (IOException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Request {
        HttpResponse<byte[]> send() throws Exception;
    }

    private static void isReplacedWarm(
            String engine,
            String kind,
            String model,
            String bundle,
            Request request,
            Predicate<HttpResponse<byte[]>> good)
            throws Exception {
        load(engine, kind, model);
        Path next = NextVersion.of(bundle, temp);
        // nothing is swapped while others still start
        Awaitility.await()
                .atMost(SOON)
                .until(() -> atelier.cli("engines", "preview", next.toString(), "--allow-unsigned")
                                .code()
                        == 0);
        ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
        Set<String> states = ConcurrentHashMap.newKeySet();
        AtomicBoolean on = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(threads.submit(() -> {
                while (on.get()) {
                    HttpResponse<byte[]> answer = request.send();
                    if (answer.statusCode() == 200 && good.test(answer)) {
                        answers.add(answer.body().length);
                    } else {
                        trouble.add(answer.statusCode() + " " + text(answer));
                        return null;
                    }
                }
                return null;
            }));
        }
        running.add(threads.submit(() -> {
            while (on.get()) {
                states.add(state(model));
            }
            return null;
        }));
        try {
            Awaitility.await().atMost(SOON).until(() -> answers.size() > 2 || !trouble.isEmpty());

            Atelier.Cli preview = atelier.cli("engines", "preview", next.toString(), "--allow-unsigned");
            assertThat(preview.out())
                    .as(preview.err())
                    .contains(model + " (0.1 GB) is loaded into the new version before the old one lets go of it.");
            Atelier.Cli swap = atelier.cli("engines", "swap", next.toString(), "--allow-unsigned", "--yes");

            assertThat(swap.code()).as(swap.out() + swap.err()).isZero();
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> !trouble.isEmpty() || !byTheNewVersion(engine).isEmpty());
        } finally {
            on.set(false);
            for (Future<?> client : running) {
                client.get();
            }
            threads.shutdown();
        }
        assertThat(trouble).isEmpty();
        assertThat(states).as("it was in memory all the time").containsExactly("loaded");
        for (JsonNode job : byTheNewVersion(engine)) {
            assertThat(job.path("source").asText()).isEqualTo("lane");
            assertThat(atelier.get("/jobs/" + job.path("jobId").asText() + "/log")
                            .toString())
                    .as("the new version was warm")
                    .doesNotContain("model loaded");
        }
    }

    private static void load(String engine, String kind, String model) throws Exception {
        Map<String, Object> source = Map.of("engine", engine, "files", List.of(), "cliDefaults", Map.of("cfgScale", 1));
        HttpResponse<byte[]> added = atelier.call(
                "POST", "/models", Map.of("id", model, "kind", kind, "vramGbEstimate", 0.1, "source", source));
        assertThat(added.statusCode()).as(text(added)).isEqualTo(200);
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<byte[]> answer = atelier.call("POST", "/models/" + model + "/load", null);
            assertThat(answer.statusCode()).as(text(answer)).isIn(200, 202);
        });
        JsonNode state = Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> atelier.get("/models/" + model + "/state"),
                        now -> !now.path("state").asText().equals("loading"));
        assertThat(state.path("state").asText()).as(state + atelier.lastWords()).isEqualTo("loaded");
    }

    private static String state(String model) throws Exception {
        return atelier.get("/models/" + model + "/state").path("state").asText();
    }

    private static List<JsonNode> byTheNewVersion(String engine) throws Exception {
        List<JsonNode> jobs = new ArrayList<>();
        for (JsonNode job : atelier.get("/jobs/all")) {
            if (job.path("engine").asText().equals(engine)
                    && job.path("engineVersion").asText().equals(NextVersion.NUMBER)
                    && job.path("status").asText().equals("completed")) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
