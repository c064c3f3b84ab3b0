package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.Spec.Outcome;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines change while clients work; nobody may notice. */
class SwapTest {
    private static final int CLIENTS = 4;

    @TempDir
    static Path temp;

    private static Atelier atelier;
    private static Path one;
    private static Path two;

    @BeforeAll
    static void start() throws Exception {
        one = TestEngines.build(temp, Spec.of("swapped", "1.0.0").takes(Duration.ofMillis(50)));
        two = TestEngines.build(temp, Spec.of("swapped", "2.0.0").takes(Duration.ofMillis(50)));
        atelier = Atelier.start(temp.resolve("home"), Map.of("ATELIER_JOB_SLOTS", String.valueOf(CLIENTS)), "run");
        assertThat(atelier.cli("engines", "install", one.toString(), "--allow-unsigned", "--yes")
                        .code())
                .isZero();
        Samples.addModel(atelier, "swapped", "llm", "swapped");
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void theCommandLineSwapsAnEngineUnderLoadAndNoJobIsLost() throws Exception {
        ConcurrentLinkedQueue<String> versions = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
        AtomicBoolean on = new AtomicBoolean(true);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(clients.submit(() -> work(on, versions, trouble)));
        }
        try {
            Awaitility.await().until(() -> versions.size() > 10);

            Atelier.Cli swap = atelier.cli("engines", "swap", two.toString(), "--allow-unsigned", "--yes");

            assertThat(swap.code()).as(swap.out() + swap.err()).isZero();
            Awaitility.await().until(() -> versions.contains("2.0.0"));
            Atelier.Cli back = atelier.cli("engines", "rollback", "swapped", "--yes");
            assertThat(back.code()).as(back.out() + back.err()).isZero();
        } finally {
            on.set(false);
            for (Future<?> client : running) {
                client.get();
            }
            clients.shutdown();
        }

        assertThat(trouble).isEmpty();
        assertThat(versions).contains("1.0.0", "2.0.0");
        JsonNode newest = atelier.get("/engines/operations").get(0);
        assertThat(newest.path("kind").asText()).isEqualTo("rollback");
        assertThat(newest.path("state").asText()).isEqualTo("done");
        assertThat(newest.path("steps")).isNotEmpty();
    }

    private static void work(
            AtomicBoolean on, ConcurrentLinkedQueue<String> versions, ConcurrentLinkedQueue<String> trouble) {
        while (on.get()) {
            try {
                HttpResponse<byte[]> answer = atelier.call(
                        "POST",
                        "/v1/chat/completions",
                        Map.of("model", "swapped", "messages", List.of(Map.of("role", "user", "content", "go on"))));
                String text = new String(answer.body(), StandardCharsets.UTF_8);
                if (answer.statusCode() == 200) {
                    versions.add(Atelier.JSON.readTree(text).path("version").asText());
                } else {
                    trouble.add(answer.statusCode() + " " + text);
                }
            } catch (Exception e) {
                trouble.add(e.toString());
            }
        }
    }

    @Test
    void aVersionThatKeepsFailingIsTakenBackByItself() throws Exception {
        Path good = TestEngines.build(temp, Spec.of("watched", "1.0.0"));
        Path bad = TestEngines.build(temp, Spec.of("watched", "1.1.0").execute(Outcome.FAIL));
        assertThat(atelier.cli("engines", "install", good.toString(), "--allow-unsigned", "--yes")
                        .code())
                .isZero();
        Samples.addModel(atelier, "watched", "llm", "watched");
        assertThat(atelier.cli("engines", "swap", bad.toString(), "--allow-unsigned", "--yes")
                        .code())
                .isZero();

        for (int i = 0; i < 10; i++) {
            Samples.submit(atelier, "watched", "will fail " + i);
        }

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(current("watched"))
                .isEqualTo("1.0.0"));
        assertThat(atelier.get("/engines/operations").toString()).contains("probation");
    }

    @Test
    void aFileInTheDeployFolderInstallsAndItsRemovalRemoves() throws Exception {
        try (Atelier other =
                Atelier.start(temp.resolve("deploying"), Map.of("ATELIER_DEPLOY_ALLOW_UNSIGNED", "true"), "run")) {
            Path jar = TestEngines.build(temp, Spec.of("dropped", "1.0.0"));
            Path dropped = other.home().resolve("deploy/dropped.jar");
            java.nio.file.Files.copy(jar, dropped);
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            other.get("/engines/dropped").path(0).path("state").asText())
                    .isEqualTo("active"));

            java.nio.file.Files.delete(dropped);

            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            other.call("GET", "/engines/dropped", null).statusCode())
                    .isEqualTo(404));
        }
    }

    @Test
    void aSignedBundleNeedsNoConfirmationAndATamperedOneIsRefused() throws Exception {
        Path home = temp.resolve("signed");
        Path keys = temp.resolve("keys");
        Path jar = TestEngines.build(temp, Spec.of("signed", "1.0.0"));
        assertThat(Atelier.Cli.run(home, Map.of(), "", "engines", "keygen", keys.toString())
                        .code())
                .isZero();
        Path key;
        Path pub;
        try (var files = java.nio.file.Files.list(keys)) {
            List<Path> made = files.toList();
            key = made.stream()
                    .filter(f -> f.toString().endsWith(".key"))
                    .findFirst()
                    .orElseThrow();
            pub = made.stream()
                    .filter(f -> f.toString().endsWith(".pub"))
                    .findFirst()
                    .orElseThrow();
        }
        java.nio.file.Files.createDirectories(home.resolve("etc/trusted-keys"));
        java.nio.file.Files.copy(pub, home.resolve("etc/trusted-keys").resolve(pub.getFileName()));
        Atelier.Cli signed =
                Atelier.Cli.run(home, Map.of(), "", "engines", "sign", jar.toString(), "--key", key.toString());
        assertThat(signed.code()).as(signed.err()).isZero();
        try (Atelier other = Atelier.run(home)) {
            Atelier.Cli done = other.cli("engines", "install", jar.toString(), "--yes");
            assertThat(done.code()).as(done.out() + done.err()).isZero();
            assertThat(other.get("/engines/signed").path(0).path("signed").asBoolean())
                    .isTrue();

            byte[] bytes = java.nio.file.Files.readAllBytes(jar);
            bytes[bytes.length / 2] ^= 1;
            java.nio.file.Files.write(jar, bytes);
            Atelier.Cli refused = other.cli("engines", "install", jar.toString(), "--yes", "--allow-unsigned");
            assertThat(refused.code()).as(refused.out() + refused.err()).isIn(1, 4);
            assertThat(other.get("/engines/signed")).hasSize(1);
        }
    }

    private static String current(String engine) throws Exception {
        for (JsonNode row : atelier.get("/engines/" + engine)) {
            if (row.path("current").asBoolean()) {
                return row.path("version").asText();
            }
        }
        return "none";
    }
}
