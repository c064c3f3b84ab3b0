package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.Spec.Lifecycle;
import dev.atelier.engine.tck.fixture.Spec.Outcome;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at each step of an operation, then a start over the same home. Up to the switch it is as if nobody had
 * asked; from the switch on it is finished. What can be held from outside is (a download, an engine that hangs, a job
 * that runs); the rest by a breakpoint.
 */
class KilledOperationTest {
    private static final int BALLAST = 4 * 1024 * 1024;

    @TempDir
    Path temp;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private BundleServer bundles;
    private Path home;

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

    // ---- before the switch: undone ----

    @Test
    void whileTheBundleIsBeingDownloaded() throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0").ballast(BALLAST));
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            ask(() -> post(atelier, bundles.halted(next)));
            awaitFileIn("staging");
            atelier.kill();
        }
        undone(null);
    }

    @Test
    void whileTheBundleIsBeingUploaded() throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0").ballast(BALLAST));
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            ask(() -> uploadHalf(atelier, next));
            awaitFileIn("uploads");
            atelier.kill();
        }
        undone(null);
    }

    @Test
    void whileTheBundleIsBeingVerified() throws Exception {
        undone(killedAt("verify.Verifier", "check"));
    }

    @Test
    void afterThePreviewWasMade() throws Exception {
        assertThat(undone(killedAt("operation.Previews", "look"))).isEqualTo("preview");
    }

    @Test
    void whileTheNewVersionStarts() throws Exception {
        assertThat(undone(killedDuring("start", Spec.of("hurt", "1.1.0").start(Lifecycle.HANG))))
                .isEqualTo("start");
    }

    @Test
    void whileTheNewVersionTestsItself() throws Exception {
        assertThat(undone(killedDuring("self-test", Spec.of("hurt", "1.1.0").selfTest(Outcome.HANG))))
                .isEqualTo("self-test");
    }

    @Test
    void atTheSwitchBeforeItIsOnDisk() throws Exception {
        assertThat(undone(killedAt("journal.Change$Switched", "<init>"))).isEqualTo("switch");
    }

    @Test
    void whileAnEngineNobodyHadStarts() throws Exception {
        Path first = build(Spec.of("fresh", "1.0.0").start(Lifecycle.HANG));
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            operation = accepted(post(atelier, bundles.whole(first)));
            awaitStep(atelier, operation, "start");
            atelier.kill();
        }
        try (Atelier again = Atelier.run(home)) {
            assertSettled(again, "1.0.0");
            assertThat(again.call("GET", "/engines/fresh", null).statusCode()).isEqualTo(404);
            assertInterrupted(again.get("/engines/operations/" + operation));
        }
    }

    // ---- from the switch on: finished ----

    @Test
    void atTheSwitchOnceItIsOnDisk() throws Exception {
        assertThat(finished(killedAt("registry.EngineRegistry", "serve"))).isEqualTo("switch");
    }

    @Test
    void whileTheOldVersionDrains() throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0"));
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0").takes(Duration.ofMinutes(5)))) {
            holdAJob(atelier);
            operation = accepted(post(atelier, bundles.whole(next)));
            awaitStep(atelier, operation, "drain");
            atelier.kill();
        }
        assertThat(finished(operation)).isEqualTo("drain");
    }

    @Test
    void whileTheOldVersionRetires() throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0"));
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0").stop(Lifecycle.HANG))) {
            operation = accepted(post(atelier, bundles.whole(next)));
            awaitStep(atelier, operation, "retire");
            atelier.kill();
        }
        assertThat(finished(operation)).isEqualTo("retire");
    }

    @Test
    void whileARemovedEngineDrains() throws Exception {
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0").takes(Duration.ofMinutes(5)))) {
            holdAJob(atelier);
            operation = accepted(atelier.call("DELETE", "/engines/hurt", null));
            awaitStep(atelier, operation, "drain");
            atelier.kill();
        }
        try (Atelier again = Atelier.run(home)) {
            assertReady(again);
            assertThat(again.call("GET", "/engines/hurt", null).statusCode()).isEqualTo(404);
            assertThat(again.get("/engines/operations/" + operation)
                            .path("state")
                            .asText())
                    .isEqualTo("done");
            assertNothingHalfDone(again);
        }
    }

    // ---- setting the scene ----

    /** A program with this version serving. */
    private Atelier serving(Spec spec) throws Exception {
        Atelier atelier = Atelier.start(home, Breakpoint.DEBUGGABLE, "run");
        assertReady(atelier);
        String operation = accepted(post(atelier, bundles.whole(build(spec))));
        assertThat(Samples.operation(atelier, operation).path("state").asText()).isEqualTo("done");
        Samples.addModel(atelier, "hurt", "llm", "hurt");
        return atelier;
    }

    private String killedDuring(String step, Spec next) throws Exception {
        Path jar = build(next);
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            String operation = accepted(post(atelier, bundles.whole(jar)));
            awaitStep(atelier, operation, step);
            atelier.kill();
            return operation;
        }
    }

    private String killedAt(String type, String method) throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0"));
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"));
                Breakpoint point = Breakpoint.inEngineManager(atelier, type, method)) {
            ask(() -> post(atelier, bundles.whole(next)));
            point.reached();
            atelier.kill();
        }
        return newestOperation();
    }

    /** The last one the journal tells of. */
    private String newestOperation() throws Exception {
        String id = "";
        for (String line : Files.readAllLines(home.resolve("engines/journal.jsonl"))) {
            JsonNode change = Atelier.JSON.readTree(line);
            id = change.path("type").asText().equals("begin")
                    ? change.path("op").asText()
                    : id;
        }
        return id;
    }

    private Path build(Spec spec) throws Exception {
        return TestEngines.build(temp, spec);
    }

    /** From somebody who will hear no answer. */
    private void ask(Callable<HttpResponse<byte[]>> call) {
        Future<HttpResponse<byte[]>> unanswered = callers.submit(call);
        assertThat(unanswered).isNotCancelled();
    }

    private static HttpResponse<byte[]> post(Atelier atelier, String source) throws Exception {
        return atelier.call("POST", "/engines", Map.of("source", source, "allowUnsigned", true));
    }

    private static HttpResponse<byte[]> uploadHalf(Atelier atelier, Path jar) throws Exception {
        byte[] bytes = Files.readAllBytes(jar);
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream body = new PipedInputStream(out, bytes.length);
        String head = String.join(
                "\r\n",
                "--cut",
                "Content-Disposition: form-data; name=\"bundle\"; filename=\"a.jar\"",
                "Content-Type: application/java-archive",
                "",
                "");
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(bytes, 0, bytes.length / 2); // and never the rest
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(atelier.localApi() + "/engines"))
                                .header("Authorization", "Bearer " + atelier.token())
                                .header("Content-Type", "multipart/form-data; boundary=cut")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String accepted(HttpResponse<byte[]> answer) throws Exception {
        JsonNode json = Atelier.JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(json.toString()).isEqualTo(202);
        return json.path("operationId").asText();
    }

    private static void awaitStep(Atelier atelier, String operation, String step) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(
                        step(atelier.get("/engines/operations/" + operation), step))
                .isEqualTo("running"));
    }

    private static String step(JsonNode operation, String name) {
        for (JsonNode step : operation.path("steps")) {
            if (step.path("name").asText().equals(name)) {
                return step.path("state").asText();
            }
        }
        return "none";
    }

    private void awaitFileIn(String folder) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            for (Path file : children(home.resolve("engines").resolve(folder))) {
                if (Files.size(file) > 64 * 1024) {
                    return true;
                }
            }
            return false;
        });
    }

    private static void holdAJob(Atelier atelier) throws Exception {
        String job = Samples.submit(atelier, "hurt", "keep it busy");
        Awaitility.await()
                .until(() -> atelier.get("/jobs/" + job).path("status").asText().equals("running"));
    }

    // ---- how it must look afterwards ----

    /** Answers which step it was killed in. */
    private String undone(String operation) throws Exception {
        try (Atelier again = Atelier.run(home)) {
            assertSettled(again, "1.0.0");
            assertThat(again.get("/engines/hurt")).hasSize(1);
            JsonNode told =
                    operation == null ? Atelier.JSON.createObjectNode() : again.get("/engines/operations/" + operation);
            if (told.path("to").asText().equals("1.1.0")) {
                assertInterrupted(told);
            }
            assertStillChanges(again);
            return cutOffIn(told);
        }
    }

    private String finished(String operation) throws Exception {
        try (Atelier again = Atelier.run(home)) {
            assertSettled(again, "1.1.0");
            JsonNode told = again.get("/engines/operations/" + operation);
            assertThat(told.path("state").asText()).as(told.toString()).isEqualTo("done");
            assertStillChanges(again);
            return cutOffIn(told);
        }
    }

    private static String cutOffIn(JsonNode operation) {
        for (JsonNode step : operation.path("steps")) {
            if (step.path("detail").asText().contains("cut off")) {
                return step.path("name").asText();
            }
        }
        return "none";
    }

    private static void assertInterrupted(JsonNode operation) {
        assertThat(operation.path("state").asText()).as(operation.toString()).isIn("failed", "rolled_back");
        assertThat(operation.path("error").path("code").asText()).isEqualTo("interrupted");
        assertThat(operation.path("error").path("remedy").asText()).isNotBlank();
    }

    private static void assertReady(Atelier atelier) {
        Awaitility.await().untilAsserted(() -> assertThat(
                        atelier.open(atelier.origin() + "/readyz").statusCode())
                .isEqualTo(200));
    }

    private void assertSettled(Atelier again, String version) throws Exception {
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

    private static void assertServes(Atelier again, String version) throws Exception {
        HttpResponse<byte[]> answer = again.call(
                "POST",
                "/v1/chat/completions",
                Map.of("model", "hurt", "messages", List.of(Map.of("role", "user", "content", "there?"))));
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(text).isEqualTo(200);
        assertThat(Atelier.JSON.readTree(text).path("version").asText()).isEqualTo(version);
    }

    /** What was cut off stands in nobody's way. */
    private void assertStillChanges(Atelier again) throws Exception {
        String operation = accepted(post(again, bundles.whole(build(Spec.of("hurt", "1.2.0")))));
        JsonNode ended = Samples.operation(again, operation);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("done");
        assertServes(again, "1.2.0");
    }

    private void assertNothingHalfDone(Atelier again) throws Exception {
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

    private static List<Path> children(Path folder) throws Exception {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
