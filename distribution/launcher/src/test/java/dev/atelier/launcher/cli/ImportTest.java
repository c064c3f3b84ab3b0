package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.cli.Typed.Result;
import dev.atelier.launcher.cli.worker.Identity;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ImportTest {
    private static final String INSTALL = "3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab";
    private static final String CONFIG = """
            api_base_url = "http://127.0.0.1:9/"
            vram_threshold_gb = 6.5
            auto_start = true
            engine = "multi"
            worker_id = "w-1"
            auth_token = "hush"
            install_id = "3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab"
            """;

    private final Path home;
    private final Path file;
    private final Installation installation;

    ImportTest(@TempDir Path folder) throws IOException {
        home = folder.resolve("home");
        file = folder.resolve("config.toml");
        installation = new Installation(folder.resolve("dist"));
    }

    @AfterEach
    void restore() {
        installation.close();
    }

    private Result run(String... words) {
        return Typed.at(home, words).run();
    }

    private Result importing(String toml, String... options) throws IOException {
        Files.writeString(file, toml);
        String[] words = new String[options.length + 2];
        words[0] = "import-config";
        words[1] = file.toString();
        System.arraycopy(options, 0, words, 2, options.length);
        return run(words);
    }

    @Test
    void settingsGoToEtcAndTheIdentityToState() throws IOException {
        Result done = importing(CONFIG);

        assertThat(done).isEqualTo(new Result(0, """
                imported %s
                  api_base_url = http://127.0.0.1:9/
                  vram_threshold_gb = 6.5
                  identity: approved as w-1
                not taken
                  auto_start (no longer used)
                  engine (no longer used)
                done; run `atelier up` to go on as this worker, and stop the old one first
                """.formatted(file), ""));
        Path etc = home.resolve("etc/dev.atelier.worker.json");
        assertThat(Json.parse(Files.readString(etc)))
                .isEqualTo(Map.of("api_base_url", "http://127.0.0.1:9/", "vram_threshold_gb", 6.5));
        assertThat(Identity.read(home.resolve("state")))
                .isEqualTo(new Identity(INSTALL, "http://127.0.0.1:9", "", "", "", "w-1", "hush"));
        assertThat(run("status").out()).contains("registration:       approved as w-1\n");
    }

    @Test
    void otherSettingsOfTheHomeStay() throws IOException {
        run("config", "set", "http.port", "5000");
        run("config", "set", "only_when_idle", "true");

        importing(CONFIG);

        assertThat(run("config", "get", "http.port").out()).isEqualTo("5000\n");
        assertThat(run("config", "get", "only_when_idle").out()).isEqualTo("true\n");
    }

    @Test
    void anIdentityIsReplacedOnlyByForce() throws IOException {
        importing(CONFIG);

        Result refused = importing(CONFIG.replace("w-1", "w-2").replace("6.5", "7"));
        Result forced = importing(CONFIG.replace("w-1", "w-2"), "--force");

        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("--force").hasLineCount(1);
        assertThat(forced.code()).isZero();
        assertThat(Identity.read(home.resolve("state")).workerId()).isEqualTo("w-2");
        assertThat(home.resolve("state/identity.previous.json")).content().contains("w-1");
    }

    @Test
    void aConfigWithoutIdentityLeavesThatOfTheHome() throws IOException {
        importing(CONFIG);

        Result done = importing("api_base_url = \"http://127.0.0.1:9/\"\nvram_threshold_gb = 3\n");

        assertThat(done.out()).contains("identity: none in the file");
        assertThat(Identity.read(home.resolve("state")).workerId()).isEqualTo("w-1");
    }

    @Test
    void aRunningProcessIsToBeStoppedFirst() throws Exception {
        Files.createDirectories(home);
        try (OfflineHome running = OfflineHome.take(new Home(home, home))) {
            assertThat(running).isNotNull();

            Result refused = importing(CONFIG);

            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("is running", "`atelier stop`").hasLineCount(1);
        }
        assertThat(home.resolve("etc")).isEmptyDirectory();
        assertThat(home.resolve("state")).isEmptyDirectory();
    }

    @Test
    void aWrongFileChangesNothingAndIsNotRepeated() throws IOException {
        for (String wrong : new String[] {
            CONFIG + "auth_token hush", CONFIG.replace("6.5", "-1"), CONFIG.replace("http:", "ftp:"), "\0hush", "x = 1"
        }) {
            Result refused = importing(wrong);

            assertThat(refused.code()).as(wrong).isEqualTo(1);
            assertThat(refused.err())
                    .startsWith("atelier: ")
                    .doesNotContain("hush")
                    .hasLineCount(1);
            assertThat(home.resolve("state/identity.json")).doesNotExist();
            assertThat(home.resolve("etc/dev.atelier.worker.json")).doesNotExist();
        }
        assertThat(importing(CONFIG + "auth_token hush").err()).contains("line 8");
    }

    @Test
    void aFileIsReadOnlyUpToABound() throws IOException {
        assertThat(importing(CONFIG + "#".repeat(300_000)).err()).contains("more than 256 KiB");
        assertThat(run("import-config", home.resolve("nothing").toString()).err())
                .contains("no such file");
        assertThat(run("import-config").code()).isEqualTo(2);
        Files.write(file, new byte[] {'a', (byte) 0xff});
        assertThat(run("import-config", file.toString()).err()).contains("UTF-8");
    }

    @Test
    void modelsBesideItAreMentioned() throws IOException {
        Files.writeString(file.resolveSibling("models.json"), "{}");

        assertThat(importing(CONFIG).out()).contains("atelier models add " + file.resolveSibling("models.json"));
    }

    @Test
    void whatWinsOverItIsSaid() throws IOException {
        Files.writeString(file, CONFIG);

        Result done = Typed.at(home, "import-config", file.toString())
                .environment("ATELIER_VRAM_THRESHOLD_GB", "3")
                .run();

        assertThat(done.code()).isZero();
        assertThat(done.err()).contains("ATELIER_VRAM_THRESHOLD_GB").hasLineCount(1);
    }
}
