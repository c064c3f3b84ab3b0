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
    private final String before;

    OfflineTest(@TempDir Path folder) throws IOException {
        home = folder.resolve("home");
        Path lib = Files.createDirectories(folder.resolve("dist/lib"));
        Files.writeString(lib.resolve("settings.json"), """
                [{"name":"api_base_url","pid":"dev.atelier.worker","type":"string","options":[]},
                 {"name":"auto_update_enabled","pid":"dev.atelier.worker","type":"boolean","default":true},
                 {"name":"auto_update_interval_secs","pid":"dev.atelier.worker","type":"integer","default":1800,"min":60},
                 {"name":"http.port","pid":"dev.atelier.http","type":"integer","default":4780,"min":0,"max":65535},
                 {"name":"models_root","pid":"dev.atelier.worker","type":"string","default":"~/models"},
                 {"name":"vram_threshold_gb","pid":"dev.atelier.worker","type":"number","default":12.0,"min":0.0}]
                """);
        before = System.getProperty("atelier.installation", "");
        System.setProperty("atelier.installation", folder.resolve("dist").toString());
    }

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty("atelier.installation");
        } else {
            System.setProperty("atelier.installation", before);
        }
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
                .contains("models_root:        ~/models")
                .contains("auto_update:        true")
                .contains("update_interval:    1800s")
                .contains("not running");
        assertThat(Fields.of(Json.parse(run("status", "--json").out())).yes("running"))
                .isFalse();
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
    void badValuesAreRefusedAndNothingIsWritten() {
        assertThat(run("config", "set", "http.port", "70000").err()).contains("http.port must be <= 65535");
        assertThat(run("config", "set", "http.port", "many").err()).contains("http.port is a whole number");
        assertThat(run("config", "set", "vram_threshold_gb", "NaN").code()).isEqualTo(1);
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
    void registeringIsOnlySaved() throws IOException {
        Files.createDirectories(home.resolve("state"));
        Files.writeString(home.resolve("state/identity.json"), "{\"workerId\":\"w-1\",\"authToken\":\"t\"}");

        assertThat(run("status").out()).contains("approved as w-1").doesNotContain("\"t\"");
        assertThat(run("register", "--api-base-url", "http://studio:1/").out())
                .isEqualTo("saved; run `atelier up` to auto-register against http://studio:1/\n");
        assertThat(run("register", "--reset").out()).startsWith("local registration state cleared; run ");
        assertThat(home.resolve("state/identity.json")).doesNotExist();
        assertThat(run("status").out()).contains("not registered (will auto-register on next launch)");
        assertThat(run("register").code()).isEqualTo(2);
        assertThat(run("register", "--api-base-url", "studio").code()).isEqualTo(2);
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

        assertThat(config.list("settings")).hasSize(6);
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
