package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
class StartTest {
    @TempDir
    Path temp;

    @Test
    void runSaysWhereItServesAndCleansUpWhenItStops() throws Exception {
        Path home = temp.resolve("home");
        try (Atelier atelier = Atelier.run(home)) {
            assertThat(atelier.output()).containsPattern("(?m)^ready worker http://127\\.0\\.0\\.1:\\d+$");
            JsonNode endpoints = atelier.endpoints();
            assertThat(endpoints.path("pid").asLong()).isEqualTo(atelier.pid());
            assertThat(endpoints.path("roles").get(0).asText()).isEqualTo("worker");
            assertThat(endpoints.has("studio")).isFalse();
            assertThat(atelier.token()).matches("[0-9a-f]{64}");
            for (String file : new String[] {"endpoints.json", "local-api.json"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                                home.resolve("run").resolve(file))))
                        .isEqualTo("rw-------");
            }

            assertThat(atelier.stop()).isZero();

            assertThat(home.resolve("run/endpoints.json")).doesNotExist();
            assertThat(home.resolve("run/local-api.json")).doesNotExist();
        }
    }

    @Test
    void upEndsWithTheConsoleAndALinkThatLogsInOnce() throws Exception {
        try (Atelier atelier = Atelier.start(temp.resolve("home"), Map.of(), "up")) {
            assertThat(atelier.lineWith("ready up ")).endsWith("/system/console");
            assertThat(atelier.lineWith("/login?token=")).contains(atelier.origin());
        }
    }

    @Test
    void healthReadinessAndMetricsNeedNoLogin() throws Exception {
        try (Atelier atelier = Atelier.run(temp.resolve("home"))) {
            assertThat(atelier.open(atelier.origin() + "/healthz").statusCode()).isEqualTo(200);
            org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(
                            atelier.open(atelier.origin() + "/readyz").statusCode())
                    .isEqualTo(200));
            var metrics = atelier.open(atelier.origin() + "/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.body()).containsPattern("(?m)^atelier_\\w+").doesNotContain(atelier.token());
        }
    }

    @Test
    void aSecondProcessOfTheSameHomeLeavesTheFirstAlone() throws Exception {
        Path home = temp.resolve("home");
        try (Atelier first = Atelier.run(home);
                Atelier second = Atelier.launch(home, Map.of(), "run")) {
            assertThat(second.exit()).isZero();
            assertThat(second.output()).contains("already running");
            assertThat(first.get("/daemon/status").path("pid").asLong()).isEqualTo(first.pid());
        }
    }

    @Test
    void aKilledProcessLeavesNothingThatBlocksTheNextStart() throws Exception {
        Path home = temp.resolve("home");
        String token;
        try (Atelier atelier = Atelier.run(home)) {
            token = atelier.token();
            atelier.kill();
        }
        try (Atelier again = Atelier.run(home)) {
            assertThat(again.token()).isEqualTo(token);
            assertThat(again.stop()).isZero();
        }
    }

    @Test
    void deletingTheCacheLosesNothing() throws Exception {
        Path home = temp.resolve("home");
        try (Atelier atelier = Atelier.run(home)) {
            Samples.picture(atelier, "kept");
            assertThat(atelier.stop()).isZero();
        }
        Samples.deleteTree(home.resolve("cache"));
        try (Atelier again = Atelier.run(home)) {
            Samples.picture(again, "still serving");
            assertThat(again.get("/engines/synthetic").get(0).path("state").asText())
                    .isEqualTo("active");
        }
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws Exception {
        try (Atelier first = Atelier.run(temp.resolve("one"))) {
            String port = first.origin().replaceAll(".*:", "");
            try (Atelier second = Atelier.launch(temp.resolve("two"), Map.of("ATELIER_HTTP_PORT", port), "run")) {
                assertThat(second.exit()).isEqualTo(1);
                assertThat(second.output()).containsPattern("(?m)^atelier: .*" + port + ".* — .*; .*");
            }
        }
    }

    @Test
    void aTakenLocalApiPortFallsBackToAFreeOne() throws Exception {
        try (Atelier first = Atelier.run(temp.resolve("one"))) {
            String port = first.localApi().replaceAll(".*:", "");
            try (Atelier second = Atelier.start(temp.resolve("two"), Map.of("ATELIER_LOCAL_API_PORT", port), "run")) {
                assertThat(second.localApi()).isNotEqualTo(first.localApi());
            }
        }
    }
}
