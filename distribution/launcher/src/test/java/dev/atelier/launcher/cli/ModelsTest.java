package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
    private static final String MODEL =
            "{\"id\":\"m\",\"kind\":\"image\",\"source\":{\"engine\":\"sd-cpp\",\"files\":[]}}";

    private final Path home;
    private final FakeLocalApi api;

    ModelsTest(@TempDir Path home) throws IOException {
        this.home = home;
        api = new FakeLocalApi(home);
        api.answer("POST /models", 200, "{\"ok\":true}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private Result run(String... words) {
        return Typed.at(home, words).run();
    }

    @Test
    void areATable() {
        api.answer(
                "GET /models", 200, "[{\"id\":\"m\",\"kind\":\"image\",\"state\":\"unloaded\",\"displayName\":\"M\"}]");

        assertThat(run("models", "list").out()).contains("m   image  unloaded  M");
    }

    @Test
    void oneIsAddedFromAFileOrStandardInput() throws IOException {
        Path file = Files.writeString(home.resolve("m.json"), MODEL);

        assertThat(run("models", "add", file.toString())).isEqualTo(new Result(0, "added m\n", ""));
        assertThat(Typed.at(home, "models", "add", "-").input(MODEL).run().out())
                .isEqualTo("added m\n");
        assertThat(api.asked()).containsExactly("POST /models " + MODEL, "POST /models " + MODEL);
    }

    @Test
    void manyAreAddedFromAListOrAWholeCatalogue() {
        String two = MODEL + "," + MODEL.replace("\"m\"", "\"n\"");

        assertThat(Typed.at(home, "models", "add", "-")
                        .input("[" + two + "]")
                        .run()
                        .out())
                .isEqualTo("added m\nadded n\n");
        assertThat(Typed.at(home, "models", "add", "-")
                        .input("{\"models\":[" + two + "],\"dismissedSeeds\":[]}")
                        .run()
                        .out())
                .isEqualTo("added m\nadded n\n");
    }

    @Test
    void aSimpleOneIsAddedByFlags() {
        Result done = run(
                "models",
                "add",
                "--id",
                "m",
                "--kind",
                "image",
                "--engine",
                "sd-cpp",
                "--file",
                "model=https://h.example/a/m.gguf?download=true",
                "--file=vae=https://h.example/v.bin",
                "--vram",
                "6.5",
                "--name",
                "My model");

        assertThat(done).isEqualTo(new Result(0, "added m\n", ""));
        assertThat(api.asked())
                .containsExactly("POST /models {\"id\":\"m\",\"kind\":\"image\",\"displayName\":\"My model\","
                        + "\"vramGbEstimate\":6.5,\"source\":{\"engine\":\"sd-cpp\",\"files\":["
                        + "{\"role\":\"model\",\"url\":\"https://h.example/a/m.gguf?download=true\",\"filename\":\"m.gguf\"},"
                        + "{\"role\":\"vae\",\"url\":\"https://h.example/v.bin\",\"filename\":\"v.bin\"}]}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models add",
                "models add x.json --id m",
                "models add --id m",
                "models add --id m --kind image",
                "models add --id m --kind image --engine e --file model",
                "models add --id m --kind image --engine e --file model=https://h.example/",
                "models add --id m --kind image --engine e --vram much",
                "models add --id m --kind image --engine e --vram -1",
                "models remove"
            })
    void wordsThatDescribeNoModelAreUsageErrors(String words) {
        assertThat(run(words.split(" ", -1)).code()).isEqualTo(2);
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void aFileThatHoldsNoneIsSaid() {
        assertThat(Typed.at(home, "models", "add", "-").input("[]").run().err()).contains("holds no model");
        assertThat(Typed.at(home, "models", "add", "-").input("{").run().err()).contains("not JSON");
        assertThat(Typed.at(home, "models", "add", "-").input("7").run().code()).isEqualTo(1);
        assertThat(run("models", "add", home.resolve("no").toString()).err()).contains("no such file");
    }

    @Test
    void aRefusalNamesTheModel() throws IOException {
        try (FakeLocalApi strict = new FakeLocalApi(home)) {
            strict.answer("POST /models", 400, "text/plain", "bad model: kind is not a kind of task");

            Result refused = Typed.at(home, "models", "add", "-").input(MODEL).run();

            assertThat(refused)
                    .isEqualTo(new Result(1, "", "atelier: m was not added — bad model: kind is not a kind of task\n"));
        }
    }

    @Test
    void oneIsRemovedByItsId() {
        api.answer("DELETE /models/a%20b", 200, "{\"ok\":true}")
                .answer("DELETE /models/x", 404, "text/plain", "no model \"x\"");

        assertThat(run("models", "remove", "a b")).isEqualTo(new Result(0, "removed a b\n", ""));
        assertThat(run("models", "remove", "x"))
                .isEqualTo(new Result(1, "", "atelier: there is no model `x`; `atelier models list` lists them\n"));
    }

    private static String pull(String state, int bytes, String more) {
        return "{\"id\":\"a b\",\"state\":\"" + state + "\",\"bytes\":" + bytes + ",\"total\":2048,\"files\":["
                + "{\"file\":\"w.bin\",\"state\":\"" + state + "\",\"bytes\":" + bytes + ",\"total\":2048}]" + more
                + "}";
    }

    @Test
    void filesOfOneAreFetchedAndFollowedByTheEvents() {
        api.answer("POST /models/a%20b/download", 202, pull("running", 0, ""))
                .answer("GET /models/a%20b/download", 200, pull("running", 10, ""))
                .answer(
                        "GET /events",
                        200,
                        "text/event-stream",
                        "event: download\ndata: {\"id\":\"other\",\"state\":\"done\"}\n\n" + "event: download\ndata: "
                                + pull("done", 2048, "") + "\n\n");

        assertThat(run("models", "download", "a b"))
                .isEqualTo(new Result(0, "w.bin done (2.0 KiB)\na b is here\n", ""));
        assertThat(run("models", "download", "a b", "--no-wait")).isEqualTo(new Result(0, "downloading a b\n", ""));
    }

    @Test
    void aDownloadThatFailsSaysWhy() {
        api.answer("POST /models/a%20b/download", 202, pull("running", 0, ""))
                .answer(
                        "GET /models/a%20b/download",
                        200,
                        pull("failed", 10, ",\"error\":{\"code\":\"download_failed\",\"message\":\"GET x -> 404\"}"));

        Result failed = run("models", "download", "a b");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).startsWith("atelier: a b was not downloaded — GET x -> 404; run it again");
        assertThat(run("models", "download", "nobody").err()).contains("there is no model `nobody`");
    }

    @Test
    void theFilesOfAllAreATableAndTheUnusedOnesGo() {
        api.answer(
                        "GET /models/cache",
                        200,
                        "{\"root\":\"/r\",\"bytes\":3072,\"unusedBytes\":1024,\"files\":["
                                + "{\"path\":\"m/a.bin\",\"bytes\":2048,\"state\":\"used\",\"models\":[\"m\",\"n\"]},"
                                + "{\"path\":\"o/b.bin\",\"bytes\":1024,\"state\":\"unused\",\"models\":[]}]}")
                .answer("POST /models/cache/prune", 200, "{\"deleted\":[\"o/b.bin\"],\"freedBytes\":1024}");

        String cache = run("models", "cache").out();

        assertThat(cache).contains("m/a.bin  2.0 KiB  used    m, n").endsWith("3.0 KiB in /r, 1.0 KiB of it unused\n");
        assertThat(run("models", "prune")).isEqualTo(new Result(0, "deleted o/b.bin\nfreed 1.0 KiB\n", ""));
    }
}
