package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A program that is killed in the middle of an operation, and started again over the same home. */
abstract class KilledProgram {
    @TempDir
    Path temp;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    BundleServer bundles;
    Path home;

    @BeforeEach
    void serve() throws Exception {
        bundles = new BundleServer(temp);
        home = temp.resolve("home");
    }

    @AfterEach
    void end() {
        callers.shutdownNow();
        bundles.close();
    }

    // ---- setting the scene ----

    /** A program with this version serving. */
    Atelier serving(Spec spec) throws Exception {
        Atelier atelier = Atelier.start(home, Breakpoint.DEBUGGABLE, "run");
        assertReady(atelier);
        install(atelier, spec);
        Samples.addModel(atelier, "hurt", "llm", "hurt");
        return atelier;
    }

    /** Something that begins an operation. */
    interface Wish {
        HttpResponse<byte[]> of(Atelier atelier) throws Exception;
    }

    /** Held at the first line of the method, the wish having been made; the operation it was killed in. */
    String killedAt(String type, String method, Atelier serving, Wish wish) throws Exception {
        try (Atelier atelier = serving;
                Breakpoint point = Breakpoint.inEngineManager(atelier, type, method)) {
            ask(() -> wish.of(atelier));
            point.reached();
            atelier.kill();
        }
        return newestOperation();
    }

    /** A program with 1.1.0 serving, and 1.0.0 to go back to. */
    Atelier servingTheSecond(Spec first) throws Exception {
        Atelier atelier = serving(first);
        install(atelier, Spec.of("hurt", "1.1.0"));
        return atelier;
    }

    void install(Atelier atelier, Spec spec) throws Exception {
        String operation = accepted(post(atelier, bundles.whole(build(spec))));
        JsonNode ended = Samples.operation(atelier, operation);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("done");
    }

    /** The last one the journal tells of. */
    String newestOperation() throws Exception {
        String id = "";
        for (String line : Files.readAllLines(home.resolve("engines/journal.jsonl"))) {
            JsonNode change = Atelier.JSON.readTree(line);
            id = change.path("type").asText().equals("begin")
                    ? change.path("op").asText()
                    : id;
        }
        return id;
    }

    Path build(Spec spec) throws Exception {
        return TestEngines.build(temp, spec);
    }

    /** From somebody who will hear no answer. */
    void ask(Callable<HttpResponse<byte[]>> call) {
        Future<HttpResponse<byte[]>> unanswered = callers.submit(call);
        assertThat(unanswered).isNotCancelled();
    }

    static HttpResponse<byte[]> post(Atelier atelier, String source) throws Exception {
        return atelier.call("POST", "/engines", Map.of("source", source, "allowUnsigned", true));
    }

    static String accepted(HttpResponse<byte[]> answer) throws Exception {
        JsonNode json = Atelier.JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(json.toString()).isEqualTo(202);
        return json.path("operationId").asText();
    }

    static void awaitStep(Atelier atelier, String operation, String step) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(
                        step(atelier.get("/engines/operations/" + operation), step))
                .isEqualTo("running"));
    }

    static String step(JsonNode operation, String name) {
        for (JsonNode step : operation.path("steps")) {
            if (step.path("name").asText().equals(name)) {
                return step.path("state").asText();
            }
        }
        return "none";
    }

    static void holdAJob(Atelier atelier) throws Exception {
        String job = Samples.submit(atelier, "hurt", "keep it busy");
        Awaitility.await()
                .until(() -> atelier.get("/jobs/" + job).path("status").asText().equals("running"));
    }

    // ---- how it must look afterwards ----

    /** As if nobody had asked: the version serves as before, and so many are here. Answers the step it was killed in. */
    String undone(String operation, String version, int versions) throws Exception {
        try (Atelier again = Atelier.run(home)) {
            assertSettled(again, version);
            assertThat(again.get("/engines/hurt")).hasSize(versions);
            JsonNode told = again.get("/engines/operations/" + operation);
            assertInterrupted(told);
            assertStillChanges(again);
            return cutOffIn(told);
        }
    }

    /** As if it had not been killed. Answers the step it was killed in. */
    String finished(String operation, String version) throws Exception {
        try (Atelier again = Atelier.run(home)) {
            assertSettled(again, version);
            JsonNode told = again.get("/engines/operations/" + operation);
            assertThat(told.path("state").asText()).as(told.toString()).isEqualTo("done");
            assertStillChanges(again);
            return cutOffIn(told);
        }
    }

    /** As {@link #finished}, of an engine that was to go. */
    String goneForGood(String operation) throws Exception {
        try (Atelier again = Atelier.run(home)) {
            assertReady(again);
            assertThat(again.call("GET", "/engines/hurt", null).statusCode()).isEqualTo(404);
            JsonNode told = again.get("/engines/operations/" + operation);
            assertThat(told.path("state").asText()).as(told.toString()).isEqualTo("done");
            assertNothingHalfDone(again);
            assertStillChanges(again);
            return cutOffIn(told);
        }
    }

    static String cutOffIn(JsonNode operation) {
        for (JsonNode step : operation.path("steps")) {
            if (step.path("detail").asText().contains("cut off")) {
                return step.path("name").asText();
            }
        }
        return "none";
    }

    static void assertInterrupted(JsonNode operation) {
        assertThat(operation.path("state").asText()).as(operation.toString()).isIn("failed", "rolled_back");
        assertThat(operation.path("error").path("code").asText()).isEqualTo("interrupted");
        assertThat(operation.path("error").path("remedy").asText()).isNotBlank();
    }

    static void assertReady(Atelier atelier) {
        Awaitility.await().untilAsserted(() -> assertThat(
                        atelier.open(atelier.origin() + "/readyz").statusCode())
                .isEqualTo(200));
    }

    void assertSettled(Atelier again, String version) throws Exception {
        assertReady(again);
        JsonNode rows = again.get("/engines/hurt");
        assertThat(rows)
                .filteredOn(row -> row.path("current").asBoolean())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.path("version").asText()).isEqualTo(version);
                    assertThat(row.path("state").asText()).isEqualTo("active");
                });
        assertThat(rows)
                .filteredOn(row -> !row.path("current").asBoolean())
                .allSatisfy(row -> assertThat(row.path("state").asText()).isIn("failed", "retired"));
        assertNothingHalfDone(again);
        assertServes(again, version);
    }

    static void assertServes(Atelier again, String version) throws Exception {
        HttpResponse<byte[]> answer = again.call(
                "POST",
                "/v1/chat/completions",
                Map.of("model", "hurt", "messages", List.of(Map.of("role", "user", "content", "there?"))));
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(text).isEqualTo(200);
        assertThat(Atelier.JSON.readTree(text).path("version").asText()).isEqualTo(version);
    }

    /** What was cut off stands in nobody's way. */
    void assertStillChanges(Atelier again) throws Exception {
        install(again, Spec.of("hurt", "1.2.0"));
        assertServes(again, "1.2.0");
    }

    void assertNothingHalfDone(Atelier again) throws Exception {
        for (JsonNode operation : again.get("/engines/operations")) {
            assertThat(operation.path("state").asText())
                    .as(operation.toString())
                    .isNotEqualTo("running");
            assertThat(operation.path("steps").toString()).doesNotContain("\"running\"");
        }
        Path engines = home.resolve("engines");
        for (String folder : List.of("staging", "uploads", "scratch")) {
            assertThat(children(engines.resolve(folder))).as(folder).isEmpty();
        }
        List<String> known = new ArrayList<>();
        again.get("/engines").forEach(row -> known.add(row.path("sha256").asText()));
        assertThat(children(engines.resolve("store")))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(known);
    }

    static List<Path> children(Path folder) throws Exception {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
