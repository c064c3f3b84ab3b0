package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that say which worker this host is and what it knows. No studio answers at any address used here. */
class WorkerCommandsTest {
    private static final String NOBODY = "http://127.0.0.1:9/";
    private static final String CONFIG = """
            # of another program
            api_base_url = "%s"
            vram_threshold_gb = 6.5
            label = "old"
            worker_id = "w-1"
            auth_token = "hush-hush-hush"
            install_id = "3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab"
            """.formatted(NOBODY);

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
    void aReferenceWorkerIsTakenOverWhileNothingRuns() throws Exception {
        Path home = temp.resolve("taken over");
        Path config = Files.writeString(temp.resolve("config.toml"), CONFIG);

        Atelier.Cli done = at(home, "import-config", config.toString());

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out() + done.err()).contains("approved as w-1").doesNotContain("hush");
        assertThat(at(home, "status").out()).contains("registration:       approved as w-1\n");
        Path identity = home.resolve("state/identity.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(identity)))
                .isEqualTo("rw-------");
        try (Stream<Path> etc = Files.list(home.resolve("etc"))) {
            assertThat(etc.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("hush"));
        }
        assertThat(at(home, "import-config", config.toString()).code()).isEqualTo(4);
        assertThat(at(home, "register", "--reset").out()).contains("cleared");
        assertThat(identity).doesNotExist();
        assertThat(at(home, "status").out()).contains("not registered (will auto-register on next launch)");
    }

    @Test
    void aRunningProcessKeepsItsIdentity() throws Exception {
        Path config = Files.writeString(temp.resolve("other.toml"), CONFIG);

        Atelier.Cli imported = atelier.cli("import-config", config.toString());
        Atelier.Cli reset = atelier.cli("register", "--reset");

        assertThat(imported.code()).isEqualTo(1);
        assertThat(imported.err()).contains("`atelier stop`").hasLineCount(1);
        assertThat(reset.code()).isEqualTo(4);
        assertThat(reset.err()).contains("`atelier stop`").hasLineCount(1);
    }

    @Test
    void aRunningProcessFollowsToAnotherStudio() throws Exception {
        Atelier.Cli done = atelier.cli("register", "--api-base-url", NOBODY);

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo("saved; the running process will auto-register against " + NOBODY + "\n");
        assertThat(atelier.cli("status").out()).contains("api_base_url:       " + NOBODY + "\n");
        assertThat(atelier.cli("register", "--api-base-url", "ftp://x").code()).isEqualTo(2);
        assertThat(atelier.cli("config", "unset", "api_base_url").code()).isZero();
    }

    @Test
    void modelsComeAndGo() throws Exception {
        Atelier.Cli byFlags =
                atelier.cli("models", "add", "--id", "one", "--kind", "llm", "--engine", "synthetic", "--vram", "1.5");
        Atelier.Cli byFile = Atelier.Cli.run(
                atelier.home(),
                Map.of(),
                "[{\"id\":\"two\",\"kind\":\"image\",\"source\":{\"engine\":\"synthetic\",\"files\":[]}}]",
                "models",
                "add",
                "-");

        assertThat(byFlags.code()).as(byFlags.err()).isZero();
        assertThat(byFile.code()).as(byFile.err()).isZero();
        assertThat(ids()).contains("one", "two");
        assertThat(atelier.cli("jobs", "submit", "llm", "hello", "--model", "one")
                        .code())
                .isZero();
        Atelier.Cli wrong = atelier.cli("models", "add", "--id", "x", "--kind", "poem", "--engine", "synthetic");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("x was not added", "kind").hasLineCount(1);
        assertThat(atelier.cli("models", "remove", "one").out()).isEqualTo("removed one\n");
        assertThat(atelier.cli("models", "remove", "two").code()).isZero();
        assertThat(atelier.cli("models", "remove", "two").code()).isEqualTo(1);
        assertThat(ids()).doesNotContain("one", "two");
    }

    @Test
    void aStartInTheBackgroundThatFailsSaysSoEvenAfterACrash() throws Exception {
        Path home = temp.resolve("crashed");
        try (Atelier first = Atelier.run(home)) {
            first.kill();
        }
        assertThat(home.resolve("run/endpoints.json")).exists();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            Atelier.Cli started = Atelier.Cli.run(home, Map.of("ATELIER_HTTP_PORT", port), "", "run", "--detach");

            assertThat(started.code()).isEqualTo(1);
            assertThat(started.err()).contains(port);
            assertThat(home.resolve("run/endpoints.json")).doesNotExist();
        }
    }

    private static Stream<String> ids() throws Exception {
        Stream.Builder<String> ids = Stream.builder();
        for (JsonNode model : atelier.cli("models", "list", "--json").json()) {
            ids.add(model.path("id").asText());
        }
        return ids.build();
    }

    private static Atelier.Cli at(Path home, String... arguments) throws Exception {
        return Atelier.Cli.run(home, Map.of(), "", arguments);
    }
}
