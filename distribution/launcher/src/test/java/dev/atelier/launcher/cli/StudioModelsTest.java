package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudioModelsTest {
    private static final String API = "/graphics/api/models";
    private static final String MODEL =
            "{\"id\":\"m/1\",\"displayName\":\"One\",\"kind\":\"llm\",\"vramGbEstimate\":1.5,"
                    + "\"enabled\":false,\"source\":{\"engine\":\"synthetic\",\"files\":[]}}";

    private final Path home;
    private final FakeLocalApi api;

    StudioModelsTest(@TempDir Path home) throws IOException {
        this.home = home;
        api = new FakeLocalApi(home).withStudio(home);
        api.answer("GET " + API, 200, "{\"models\":[" + MODEL + "]}")
                .answer("GET " + API + "/m%2f1", 200, MODEL)
                .answer("PUT " + API + "/m%2f1", 200, MODEL);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private Result run(String... words) {
        return Typed.at(home, words).run();
    }

    @Test
    void modelsAreListed() {
        assertThat(run("models", "list", "--studio").out()).contains("m/1  llm   no       1.5 GB  synthetic  One");
    }

    @Test
    void oneThatIsThereIsChangedInstead() {
        api.answer("POST " + API, 409, "{\"error\":\"model_exists\",\"message\":\"taken\"}");

        Result added = run("models", "add", "--studio", "--id", "m/1", "--kind", "llm", "--engine", "synthetic");

        assertThat(added.out()).isEqualTo("added m/1\n");
        assertThat(api.asked()).anyMatch(asked -> asked.startsWith("PUT " + API + "/m%2f1 {"));
    }

    @Test
    void enablingKeepsAllElse() {
        assertThat(run("models", "enable", "m/1").out()).isEqualTo("enabled m/1\n");

        assertThat(api.asked())
                .contains("PUT " + API + "/m%2f1 " + MODEL.replace("\"enabled\":false", "\"enabled\":true"));
    }

    @Test
    void whatIsExportedCanBeImported() throws IOException {
        Path file = home.resolve("models.json");
        api.answer("POST " + API + "/import", 200, "{\"added\":0,\"replaced\":1}");

        assertThat(run("models", "export", file.toString()).out()).contains("saved " + file, "1 models");
        assertThat(run("models", "import", file.toString()).out()).isEqualTo("added 0, replaced 1\n");

        assertThat(api.asked()).contains("POST " + API + "/import {\"models\":[" + MODEL + "]}");
        assertThat(run("models", "export").out()).isEqualTo(Files.readString(file));
    }

    @Test
    void removingSaysWhatIsNotThere() {
        api.answer("DELETE " + API + "/m%2f1", 204, "");

        assertThat(run("models", "remove", "m/1", "--studio").out()).isEqualTo("removed m/1\n");
        assertThat(run("models", "remove", "m2", "--studio").code()).isEqualTo(1);
    }
}
