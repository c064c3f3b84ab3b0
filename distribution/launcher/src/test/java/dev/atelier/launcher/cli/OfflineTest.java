package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class OfflineTest {
    private final Path home;
    private final Installation installation;

    OfflineTest(@TempDir Path folder) throws IOException {
        home = folder.resolve("home");
        installation = new Installation(folder.resolve("dist"));
    }

    @AfterEach
    void restore() {
        installation.close();
    }

    private Result run(String... words) {
        return Typed.at(home, words).run();
    }

    @Test
    void statusWorksWithoutAProcess() {
        Result status = run("status");

        assertThat(status.code()).isZero();
        assertThat(status.out())
                .contains("config path:        " + home.resolve("etc"))
                .contains("api_base_url:       (none)")
                .contains("registration:       not registered (no studio")
                .contains("vram_threshold_gb:  12\n")
                .contains("models_root:        " + Path.of(System.getProperty("user.home"), "models") + "\n")
                .contains("auto_update:        true")
                .contains("update_interval:    1800s")
                .contains("not running");
    }

    @Test
    void aSettingIsWrittenTypedAndAlone() throws IOException {
        Path file = home.resolve("etc/dev.atelier.worker.json");

        assertThat(run("set-threshold", "7.5").out()).isEqualTo("vram_threshold_gb = 7.5\n");
        assertThat(run("config", "set", "auto_update_enabled", "false").code()).isZero();

        assertThat(Json.parse(Files.readString(file)))
                .isEqualTo(Json.parse("{\"vram_threshold_gb\":7.5,\"auto_update_enabled\":false}"));
        assertThat(run("config", "get", "vram_threshold_gb").out()).isEqualTo("7.5\n");
        assertThat(run("config", "show", "--origin").out()).contains("# file: " + file);
        assertThat(run("config", "unset", "vram_threshold_gb").code()).isZero();
        assertThat(run("config", "get", "vram_threshold_gb").out()).isEqualTo("12\n");
        try (var files = Files.list(home.resolve("etc"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileOfTheOtherFormStaysTheOneThatCounts() throws IOException {
        Path file = home.resolve("etc/dev.atelier.worker.cfg");
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(file, "# mine\nonly_when_idle = true\nvram_threshold_gb=8\nmodels_root=/a\\\n  /b");

        assertThat(run("config", "get", "vram_threshold_gb").out()).isEqualTo("8\n");
        assertThat(run("set-threshold", "7.5").code()).isZero();
        assertThat(run("config", "set", "api_base_url", "https://studio.example/")
                        .code())
                .isZero();
        assertThat(run("config", "unset", "only_when_idle").code()).isZero();

        assertThat(file).hasContent("""
                # mine
                vram_threshold_gb = 7.5
                models_root=/a\\
                  /b
                api_base_url = https://studio.example/
                """);
        assertThat(home.resolve("etc/dev.atelier.worker.json")).doesNotExist();
        assertThat(run("config", "get", "models_root").out()).isEqualTo("/a/b\n");
        assertThat(run("config", "show", "--origin").out()).contains("# file: " + file);
    }

    @Test
    void theJsonFileCountsWhereBothAreThere() throws IOException {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/dev.atelier.worker.cfg"), "vram_threshold_gb=8\n");
        Files.writeString(home.resolve("etc/dev.atelier.worker.json"), "{\"only_when_idle\":true}");

        assertThat(run("set-threshold", "7.5").code()).isZero();

        assertThat(home.resolve("etc/dev.atelier.worker.cfg")).hasContent("vram_threshold_gb=8\n");
        assertThat(run("config", "get", "vram_threshold_gb").out()).isEqualTo("7.5\n");
    }

    @Test
    void aFileThatSaysSomethingTwiceIsNotWrittenOver() throws IOException {
        Path file = home.resolve("etc/dev.atelier.worker.cfg");
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(file, "vram_threshold_gb=1\nvram_threshold_gb=2\n");

        assertThat(run("set-threshold", "7.5").err())
                .contains("vram_threshold_gb is there twice")
                .hasLineCount(1);

        assertThat(file).hasContent("vram_threshold_gb=1\nvram_threshold_gb=2\n");
    }

    @Test
    void badValuesAreRefusedAndNothingIsWritten() {
        assertThat(run("config", "set", "http.port", "70000").err()).contains("http.port must be <= 65535");
        assertThat(run("config", "set", "http.port", "many").err()).contains("http.port is a whole number");
        assertThat(run("config", "set", "vram_threshold_gb", "NaN").code()).isEqualTo(1);
        assertThat(run("config", "set", "api_base_url", "http://me:hush@s/").err())
                .contains("api_base_url")
                .doesNotContain("hush");
        assertThat(run("config", "set", "models_root", " ").code()).isEqualTo(1);
        assertThat(run("config", "set", "auto_update_feed", "ftp://x").code()).isEqualTo(1);
        assertThat(run("config", "set", "no.such", "1").err()).contains("there is no setting `no.such`");
        assertThat(run("set-threshold", "-1")).isEqualTo(new Result(1, "", "atelier: threshold must be >= 0\n"));
        assertThat(home).doesNotExist();
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        run("config", "set", "http.port", "5000");

        Result shown = Typed.at(home, "config", "get", "http.port")
                .environment("ATELIER_HTTP_PORT", "0")
                .run();
        Result set = Typed.at(home, "config", "set", "http.port", "1")
                .environment("ATELIER_HTTP_PORT", "0")
                .run();

        assertThat(shown.out()).isEqualTo("0\n");
        assertThat(set.code()).isZero();
        assertThat(set.err()).contains("ATELIER_HTTP_PORT");
    }

    @Test
    void aDamagedFileIsNamedAndKept() throws IOException {
        Path file = home.resolve("etc/dev.atelier.worker.json");
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(file, "{");

        assertThat(run("set-threshold", "3").err()).contains(file.toString());
        assertThat(file).hasContent("{");
    }

    @Test
    void statusKnowsTheRegistrationFromTheFiles() throws IOException {
        Path file = Files.createDirectories(home.resolve("state")).resolve("identity.json");
        run("config", "set", "api_base_url", "http://studio:1/graphics/api");

        assertThat(run("status").out())
                .contains("registration:       not registered (will auto-register on next launch)\n");
        Files.writeString(
                file,
                "{\"installId\":\"3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab\",\"registrationSecret\":\"" + "a".repeat(64)
                        + "\",\"requestId\":\"rr-1\"}");
        assertThat(run("status").out()).contains("""
                        registration:       pending operator approval (request rr-1)
                        fingerprint:        QDWN-ACCH-T3JR-K11D
                        """).doesNotContain("aaaa");
        Files.writeString(file, "{\"studio\":\"http://studio:1\",\"workerId\":\"w-1\",\"authToken\":\"hush\"}");
        assertThat(run("status").out()).contains("approved as w-1\n").doesNotContain("hush");
        run("config", "set", "api_base_url", "http://other/");
        assertThat(run("status").out()).contains("not registered (will auto-register on next launch)");
    }

    @Test
    void statusSpeaksJsonWithoutAProcess() throws IOException {
        Files.writeString(
                Files.createDirectories(home.resolve("state")).resolve("identity.json"),
                "{\"workerId\":\"w-1\",\"authToken\":\"hush\"}");
        run("config", "set", "api_base_url", "http://studio/");

        Result json = run("status", "--json");

        assertThat(json.out()).doesNotContain("hush");
        Fields status = Fields.of(Json.parse(json.out()));
        assertThat(status.yes("running")).isFalse();
        assertThat(status.yes("registered")).isTrue();
        assertThat(status.text("workerId")).isEqualTo("w-1");
        assertThat(status.object("registration").text("state")).isEqualTo("approved");
        assertThat(status.text("registrationText")).isEqualTo("approved as w-1");
        assertThat(status.object("config").copy())
                .containsEntry("apiBaseUrl", "http://studio/")
                .containsEntry("vramThresholdGb", 12.0)
                .containsEntry("autoUpdateEnabled", true)
                .containsEntry("autoUpdateIntervalSecs", 1800L);
    }

    @Test
    void thePasswordIsKeptOnlyAsAHash() throws IOException {
        Result set =
                Typed.at(home, "console", "password").input("correct horse\n").run();

        assertThat(set.code()).isZero();
        Path file = home.resolve("state/console-password");
        List<String> parts = List.of(Files.readString(file).strip().split("\\$", -1));
        assertThat(parts).hasSize(4).startsWith("pbkdf2-sha256", "210000");
        byte[] salt = Base64.getDecoder().decode(parts.get(2));
        assertThat(Base64.getDecoder().decode(parts.get(3)))
                .isEqualTo(PasswordHash.hash("correct horse".toCharArray(), salt, 210_000))
                .hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aShortPasswordIsRefused() {
        assertThat(Typed.at(home, "console", "password").input("short\n").run().code())
                .isEqualTo(1);
        assertThat(Typed.at(home, "console", "password").run().code()).isEqualTo(1);
        assertThat(home.resolve("state/console-password")).doesNotExist();
    }

    @Test
    void doctorNeedsNoProcess() {
        Result doctor = Typed.at(home, "doctor")
                .environment("ATELIER_HTTP_PORT", "0")
                .environment("ATELIER_LOCAL_API_PORT", "0")
                .run();

        assertThat(doctor.code()).isZero();
        assertThat(doctor.out())
                .contains("home:", "disk:", "HTTP port: any free one", "process: not running", "studio: none");
    }

    @Test
    void configSpeaksJson() {
        Fields config = Fields.of(Json.parse(run("config", "--json").out()));

        assertThat(config.list("settings")).hasSize(12);
        assertThat(run("config").out())
                .startsWith("# " + home.resolve("etc"))
                .contains("[dev.atelier.http]", "http.port = 4780");
    }

    @Test
    void versionSpeaksJson() {
        assertThat(Fields.of(Json.parse(run("version", "--json").out())).has("version"))
                .isTrue();
    }
}
