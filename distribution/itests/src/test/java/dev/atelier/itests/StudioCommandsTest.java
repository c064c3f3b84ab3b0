package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that are about a studio, against one that has a worker. */
class StudioCommandsTest {
    @TempDir
    static Path temp;

    private static Atelier atelier;

    @BeforeAll
    static void start() throws Exception {
        atelier = Atelier.start(temp.resolve("home"), Map.of(), "up");
        atelier.lineWith("ready up ");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> workers().path(0).path("state").asText().equals("ready"));
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    private static JsonNode workers() throws Exception {
        return atelier.cli("workers", "list", "--json").json().path("workers");
    }

    @Test
    void aJobGoesThroughTheStudioAndItsResultIsWritten() throws Exception {
        Path picture = temp.resolve("out.png");

        Atelier.Cli made = atelier.cli(
                "jobs", "submit", "image", "a boathouse", "--studio", "--set", "ext=png", "-o", picture.toString());

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(Files.readAllBytes(picture)).startsWith(0x89, 'P', 'N', 'G');
        Atelier.Cli text = atelier.cli("jobs", "submit", "llm", "hello", "--studio");
        assertThat(text.out()).contains("[synthetic] reply to prompt #");
        JsonNode jobs = atelier.cli("jobs", "list", "--studio", "--json").json();
        assertThat(jobs).anyMatch(job -> job.path("prompt").asText().equals("a boathouse"));
        String id = jobs.path(0).path("jobId").asText();
        assertThat(atelier.cli("jobs", "show", id, "--studio").out()).contains("status:     done");
        assertThat(atelier.cli(
                                "jobs",
                                "result",
                                id,
                                "--studio",
                                "-o",
                                temp.resolve("again").toString())
                        .code())
                .isZero();
        assertThat(atelier.cli("jobs", "cancel", id, "--studio").code()).isEqualTo(4);
    }

    @Test
    void aJobHeldBackIsExplainedPromotedAndEnds() throws Exception {
        String id = atelier.cli("jobs", "submit", "image", "x", "--studio", "--hold")
                .out()
                .strip();

        assertThat(atelier.cli("jobs", "why", id).out()).contains("held back");
        assertThat(atelier.cli("jobs", "promote", id).code()).isZero();
        Awaitility.await().untilAsserted(() -> assertThat(
                        atelier.cli("jobs", "show", id, "--studio").out())
                .contains("status:     done"));
        assertThat(atelier.cli("jobs", "retry", id, "--studio").code()).isEqualTo(4);
    }

    @Test
    void aKeyOpensTheStudioFromElsewhereUntilItIsRevoked() throws Exception {
        Atelier.Cli made = atelier.cli("keys", "create", "ci", "--role", "viewer");
        String key = made.out().strip();
        Map<String, String> elsewhere = Map.of("ATELIER_STUDIO_URL", atelier.origin(), "ATELIER_STUDIO_KEY", key);
        Path nobody = temp.resolve("nobody");

        Atelier.Cli seen = Atelier.Cli.run(nobody, elsewhere, "", "jobs", "list", "--studio");
        Atelier.Cli denied = Atelier.Cli.run(nobody, elsewhere, "", "keys", "list");
        JsonNode keys = atelier.cli("keys", "list", "--json").json().path("keys");
        assertThat(atelier.cli("keys", "revoke", keys.path(0).path("id").asText())
                        .code())
                .isZero();
        Atelier.Cli revoked = Atelier.Cli.run(nobody, elsewhere, "", "jobs", "list", "--studio");

        assertThat(key).startsWith("sk-");
        assertThat(seen.code()).as(seen.err()).isZero();
        assertThat(denied.code()).isEqualTo(4);
        assertThat(revoked.code()).isEqualTo(4);
        assertThat(keys.toString() + seen.out() + denied.err() + revoked.err()).doesNotContain(key);
    }

    @Test
    void aMachineThatAsksIsTurnedAwayOrLetIn() throws Exception {
        try (Atelier other = Atelier.start(
                temp.resolve("other"),
                Map.of("ATELIER_API_BASE_URL", atelier.origin(), "ATELIER_REGISTRATION_POLL_MS", "200"),
                "run")) {
            JsonNode request = Awaitility.await()
                    .atMost(StudioWorker.PATIENCE)
                    .until(
                            () -> atelier.cli("workers", "pending", "--json")
                                    .json()
                                    .path("pending"),
                            pending -> pending.size() == 1)
                    .path(0);
            String fingerprint = request.path("fingerprint").asText();
            assertThat(other.cli("status").out()).contains(fingerprint);

            Atelier.Cli approved = atelier.cli("workers", "approve", fingerprint, "--yes");

            assertThat(approved.code()).as(approved.err()).isZero();
            JsonNode there = Awaitility.await()
                    .atMost(StudioWorker.PATIENCE)
                    .until(
                            () -> other.get("/daemon/status"),
                            now -> now.path("session").path("state").asText().equals("connected"));
            String id = there.path("workerId").asText();
            assertThat(atelier.cli("workers", "label", id, "the other").code()).isZero();
            assertThat(atelier.cli("workers", "list").out()).contains("the other");
            Awaitility.await().atMost(StudioWorker.PATIENCE).untilAsserted(() -> assertThat(
                            atelier.cli("workers", "logs", id).out())
                    .contains("server welcomed"));
            assertThat(atelier.cli("workers", "remove", id).out()).isEqualTo("removed " + id + "\n");
            assertThat(other.exit()).isEqualTo(1);
        }
        assertThat(atelier.cli("workers", "approve", "rr-none").code()).isEqualTo(1);
    }

    @Test
    void modelsAreSwitchedAndTravelAsAFile() throws Exception {
        Path file = temp.resolve("models.json");

        assertThat(atelier.cli("models", "disable", "synthetic-video").code()).isZero();
        assertThat(atelier.cli("jobs", "submit", "video", "x", "--studio", "--model", "synthetic-video")
                        .code())
                .isEqualTo(1);
        assertThat(atelier.cli("models", "export", file.toString()).code()).isZero();
        assertThat(atelier.cli("models", "remove", "synthetic-video", "--studio")
                        .code())
                .isZero();
        assertThat(atelier.cli("models", "import", file.toString()).out()).startsWith("added 1, ");
        assertThat(atelier.cli("models", "enable", "synthetic-video").code()).isZero();
        assertThat(atelier.cli("models", "list", "--studio").out()).containsPattern("synthetic-video +video +yes");
    }

    @Test
    void aWorkerAloneHasNoStudioToAsk() throws Exception {
        try (Atelier worker = Atelier.run(temp.resolve("worker"))) {
            Atelier.Cli none = worker.cli("workers", "list");

            assertThat(none.code()).isEqualTo(3);
            assertThat(none.err()).contains("`atelier studio`").hasLineCount(1);
        }
    }
}
