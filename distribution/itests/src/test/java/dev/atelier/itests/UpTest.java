package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several roles in one process, and a studio alone. */
class UpTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    @Test
    void everythingIsThereAndItsOwnWorkerIsConnected() throws Exception {
        try (Atelier atelier = Atelier.start(temp, Map.of(), "up")) {
            String up = atelier.lineWith("ready up ");
            String studio = atelier.lineWith("ready studio ");

            assertThat(up).isEqualTo("ready up " + atelier.console());
            assertThat(studio).isEqualTo("ready studio " + atelier.origin());
            assertThat(atelier.output().indexOf("ready worker"))
                    .isLessThan(atelier.output().indexOf("ready up"));
            awaitConnected(atelier);
            JsonNode endpoints =
                    Atelier.JSON.readTree(temp.resolve("run/endpoints.json").toFile());
            assertThat(endpoints.path("roles"))
                    .extracting(JsonNode::asText)
                    .containsExactly("worker", "runtime", "studio");
            assertThat(endpoints.path("studio").path("url").asText()).isEqualTo(atelier.origin());
            assertThat(endpoints.path("studio").path("adminToken").asText()).matches("[0-9a-f]{64}");
            assertThat(atelier.stop()).isZero();
        }
    }

    @Test
    void theNextStartOnAnotherPortGoesOnWithTheSameWorker() throws Exception {
        String worker;
        try (Atelier atelier = Atelier.start(temp, Map.of(), "up")) {
            worker = awaitConnected(atelier);
            assertThat(atelier.stop()).isZero();
        }
        try (Atelier again = Atelier.start(temp, Map.of(), "up")) {
            assertThat(awaitConnected(again)).isEqualTo(worker);
            assertThat(again.cli("workers", "list", "--json").json().path("workers"))
                    .hasSize(1);
        }
        assertThat(temp.resolve("state/identity.previous.json")).doesNotExist();
    }

    @Test
    void aConfiguredStudioIsPreferred() throws Exception {
        Files.createDirectories(temp.resolve("etc"));
        Files.writeString(temp.resolve("etc/dev.atelier.worker.cfg"), "api_base_url = http://127.0.0.1:9/\n");

        try (Atelier atelier = Atelier.start(temp, Map.of(), "up")) {
            atelier.lineWith("ready up ");

            assertThat(atelier.cli("workers", "list", "--json").json().path("workers"))
                    .isEmpty();
            assertThat(atelier.get("/daemon/status").path("registered").asBoolean())
                    .isFalse();
        }
    }

    @Test
    void aStudioAloneServesAndEndsGracefully() throws Exception {
        try (Atelier atelier = Atelier.launch(temp, Map.of(), "studio")) {
            String url = atelier.lineWith("ready studio ").substring("ready studio ".length());

            assertThat(atelier.cli("workers", "list", "--json").json().path("workers"))
                    .isEmpty();
            assertThat(atelier.cli("engines", "list", "--json").code()).isZero();
            assertThat(atelier.open(url + "/healthz").statusCode()).isEqualTo(200);
            assertThat(atelier.open(url + "/readyz").body()).doesNotContain("still starting");
            assertThat(atelier.open(url + "/graphics/api/workers").statusCode()).isEqualTo(401);
            assertThat(atelier.cli("jobs", "submit", "llm", "x").code()).isNotZero();
            assertThat(atelier.stop()).isZero();
        }
        assertThat(temp.resolve("run/endpoints.json")).doesNotExist();
    }

    private static String awaitConnected(Atelier atelier) {
        JsonNode status = Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> atelier.get("/daemon/status"),
                        now -> now.path("session").path("state").asText().equals("connected"));
        return status.path("workerId").asText();
    }
}
