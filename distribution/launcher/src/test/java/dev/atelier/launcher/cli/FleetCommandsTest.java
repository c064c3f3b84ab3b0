package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetCommandsTest {
    private static final String REMOTES = "/api/settings/runtime-connections/remotes";

    private final Path home;
    private final FakeLocalApi api;

    FleetCommandsTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.api = new FakeLocalApi(home).withStudio(home);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void listsRuntimesAndWhatIsWrongWithThem() {
        api.answer(
                "GET /api/runtimes",
                200,
                "{\"items\":[{\"runtime_id\":\"lab\",\"status\":\"running\",\"kind\":\"remote_worker_runtime\",\"label\":\"Lab\","
                        + "\"diagnostics\":[{\"code\":\"remote_runtime_timeout\",\"severity\":\"error\",\"message\":\"too late\"}]}]}");

        assertThat(Typed.at(home, "fleet", "list").run().out()).contains("lab", "running", "remote", "Lab", "too late");
    }

    @Test
    void listsTheWorkersOfOneRuntime() {
        api.answer(
                "GET /api/workers",
                200,
                "{\"items\":[{\"runtime_id\":\"lab\",\"worker_id\":\"w1\",\"status\":\"running\"},"
                        + "{\"runtime_id\":\"attic\",\"worker_id\":\"w2\",\"status\":\"running\"}],\"diagnostics\":[]}");

        assertThat(Typed.at(home, "fleet", "workers", "lab").run().out())
                .contains("w1")
                .doesNotContain("w2");
    }

    @Test
    void aCredentialIsHandedToTheStudioAndNeverShown() throws IOException {
        Path file = Files.writeString(home.resolve("token"), "very-secret\n");
        api.answer(
                "PUT /api/settings/runtime-connections/secrets/lab",
                200,
                "{\"name\":\"lab\",\"token_ref\":\"file:lab\"}");
        api.answer("POST " + REMOTES, 200, "{\"remotes\":[]}");

        Result added = Typed.at(home, "fleet", "add", "lab", "http://lab.example", "--token-file", file.toString())
                .run();

        assertThat(added.code()).isZero();
        assertThat(added.out() + added.err()).contains("added lab").doesNotContain("very-secret");
    }

    @Test
    void aRuntimeThatCannotDoEverythingIsANo() {
        api.answer(
                "POST " + REMOTES + "/lab/test",
                200,
                "{\"state\":\"incompatible\",\"capabilities\":[\"workers.list:available\"],\"diagnostics\":[]}");

        Result tried = Typed.at(home, "fleet", "test", "lab").run();

        assertThat(tried.code()).isEqualTo(4);
        assertThat(tried.out()).contains("lab is incompatible", "workers.list: available");
    }

    @Test
    void aRefusalSaysWhy() {
        api.answer("DELETE " + REMOTES + "/lab", 409, "{\"error\":\"Conflict\",\"message\":\"it has Workers\"}");

        Result removed = Typed.at(home, "fleet", "remove", "lab").run();

        assertThat(removed.code()).isEqualTo(4);
        assertThat(removed.err()).contains("lab was not removed", "it has Workers", "--force");
    }
}
