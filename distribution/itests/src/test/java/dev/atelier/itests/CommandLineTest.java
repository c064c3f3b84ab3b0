package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    static Path temp;

    private static Atelier atelier;

    @BeforeAll
    static void start() throws Exception {
        atelier = Atelier.run(temp.resolve("home"));
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void helpAndVersionNeedNothingRunning() throws Exception {
        assertThat(offline("--version").out()).containsPattern("\\d+\\.\\d+\\.\\d+");
        Atelier.Cli help = offline("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("up", "run", "status", "engines", "jobs", "models", "doctor", "completion");
        assertThat(offline("engines", "--help").out()).contains("swap", "rollback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-command", "models fly", "set-threshold", "set-threshold many", "status --no-such"})
    void usageErrorsEndWithTwo(String line) throws Exception {
        Atelier.Cli done = atelier.cli(line.split(" ", -1));

        assertThat(done.code()).as(done.err()).isEqualTo(2);
        assertThat(done.err()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "jobs list", "stop", "logs", "engines list"})
    void nothingRunningEndsWithThreeAndSaysSo(String line) throws Exception {
        Atelier.Cli done = offline(line.split(" ", -1));

        assertThat(done.code()).isEqualTo(3);
        assertThat(done.err()).startsWith("atelier: ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "config",
                "models list",
                "jobs list",
                "engines list",
                "engines available",
                "engines operations",
                "version",
                "doctor"
            })
    void readsSpeakJsonWithoutSecrets(String line) throws Exception {
        Atelier.Cli done = atelier.cli((line + " --json").split(" ", -1));

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.json().isContainerNode()).isTrue();
        assertThat(done.out()).doesNotContain(atelier.token());
    }

    @Test
    void readsAnswerInUnderHalfASecond() throws Exception {
        Duration fastest = Duration.ofDays(1);
        for (int i = 0; i < 20 && fastest.compareTo(Duration.ofMillis(500)) >= 0; i++) {
            Duration took = atelier.cli("status").took();
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
        }
        assertThat(fastest).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void pauseAndResumeShowInTheStatus() throws Exception {
        assertThat(atelier.cli("pause").code()).isZero();
        assertThat(atelier.get("/daemon/status").path("paused").asBoolean()).isTrue();
        assertThat(atelier.cli("resume").code()).isZero();
        assertThat(atelier.get("/daemon/status").path("paused").asBoolean()).isFalse();
    }

    @Test
    void aSettingIsRefusedByNameAndTheOldValueStays() throws Exception {
        assertThat(atelier.cli("set-threshold", "7.5").out()).contains("vram_threshold_gb = 7.5");

        Atelier.Cli refused = atelier.cli("config", "set", "auto_update_interval_secs", "5");

        assertThat(refused.code()).isIn(1, 2);
        assertThat(refused.err()).contains("auto_update_interval_secs").contains("60");
        Atelier.Cli shown = atelier.cli("config", "show", "--origin");
        assertThat(shown.out()).containsPattern("vram_threshold_gb.*7\\.5").containsIgnoringCase("file");
    }

    @Test
    void anEditInEtcAppliesLive() throws Exception {
        assertThat(atelier.cli("config", "set", "auto_update_interval_secs", "900")
                        .code())
                .isZero();
        Path file;
        try (Stream<Path> etc = Files.walk(temp.resolve("home/etc"))) {
            file = etc.filter(f -> f.toString().endsWith("dev.atelier.worker.json"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(file, Files.readString(file).replace("900", "1200"));

        Awaitility.await().untilAsserted(() -> assertThat(atelier.get("/daemon/config")
                        .path("autoUpdateIntervalSecs")
                        .asInt())
                .isEqualTo(1200));

        Files.writeString(file, "{ this is not JSON");
        Awaitility.await().untilAsserted(() -> assertThat(
                        atelier.get("/daemon/logs?after=0").toString())
                .contains("dev.atelier.worker.json"));
        assertThat(atelier.get("/daemon/config").path("autoUpdateIntervalSecs").asInt())
                .isEqualTo(1200);
        Files.delete(file);
    }

    @Test
    void aJobIsSubmittedFollowedAndItsResultWritten() throws Exception {
        Path picture = temp.resolve("out.png");

        Atelier.Cli made =
                atelier.cli("jobs", "submit", "image", "a boathouse", "--set", "ext=png", "--out", picture.toString());

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(Files.readAllBytes(picture)).startsWith(0x89, 'P', 'N', 'G');
        Atelier.Cli text = atelier.cli("jobs", "submit", "llm", "hello");
        assertThat(text.out()).contains("[synthetic] reply to prompt #");
        assertThat(atelier.cli("jobs", "list").out()).contains("a boathouse");
        String id = atelier.get("/jobs").get(0).path("jobId").asText();
        assertThat(atelier.cli("jobs", "log", id).out()).contains("job started").contains("job finished");
        assertThat(atelier.cli("jobs", "show", "local-0-0").code()).isEqualTo(1);
    }

    @Test
    void completionIsWrittenForThreeShells() throws Exception {
        for (String shell : List.of("bash", "zsh", "fish")) {
            assertThat(offline("completion", shell).out()).contains("atelier").contains("engines");
        }
    }

    @Test
    void thePasswordIsStoredHashedForItsOwnerOnly() throws Exception {
        Path home = temp.resolve("password");

        Atelier.Cli set = Atelier.Cli.run(home, Map.of(), "correct horse battery\n", "console", "password");

        assertThat(set.code()).as(set.err()).isZero();
        Path file = home.resolve("state/console-password");
        assertThat(Files.readString(file)).startsWith("pbkdf2-sha256$").doesNotContain("horse");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void stopEndsTheProcessOfThisHome() throws Exception {
        try (Atelier other = Atelier.run(temp.resolve("other"))) {
            assertThat(other.cli("stop").code()).isZero();
            assertThat(other.exit()).isZero();
        }
    }

    @Test
    void detachedItGoesOnByItself() throws Exception {
        Path home = temp.resolve("detached");
        Atelier.Cli started = Atelier.Cli.run(home, Map.of(), "", "run", "--detach");
        try {
            assertThat(started.code()).as(started.err()).isZero();
            assertThat(Atelier.Cli.run(home, Map.of(), "", "status", "--json")
                            .json()
                            .isObject())
                    .isTrue();
        } finally {
            assertThat(Atelier.Cli.run(home, Map.of(), "", "stop").code()).isZero();
        }
    }

    private static Atelier.Cli offline(String... arguments) throws Exception {
        return Atelier.Cli.run(temp.resolve("nobody"), Map.of(), "", arguments);
    }
}
