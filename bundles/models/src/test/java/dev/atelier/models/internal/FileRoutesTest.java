package dev.atelier.models.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.http.api.HttpError;
import dev.atelier.models.api.ModelEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRoutesTest {
    private static final Map<String, String> ID = Map.of("id", "org/m");

    private final Shelf shelf;
    private final FileRoutes routes;

    FileRoutesTest(@TempDir Path folder) {
        shelf = new Shelf(folder);
        routes = new FileRoutes(
                shelf.catalogue, shelf.store, new ModelPulls(shelf.store, shelf.hub), shelf.downloads, shelf.hub);
    }

    private void model(String id, String... filenames) throws Exception {
        List<ModelSource.File> files = Arrays.stream(filenames)
                .map(name -> new ModelSource.File(ModelSource.Role.MODEL, "https://h.example/" + name, name, 8L, null))
                .toList();
        shelf.catalogue.put(new ModelEntry(
                id,
                id,
                Kind.IMAGE,
                0,
                null,
                new ModelSource("sd-cpp", files, ModelSource.Defaults.NONE),
                true,
                ModelEntry.Origin.LOCAL,
                null));
        shelf.hub.types.clear();
    }

    private JsonNode call(String route, Map<String, String> segments) throws Exception {
        return FakeExchange.call(routes, route, segments, "").answered();
    }

    private void refused(String route, Map<String, String> segments, int status, String code) {
        assertThatThrownBy(() -> call(route, segments)).isInstanceOfSatisfying(HttpError.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.code()).isEqualTo(code);
        });
    }

    private List<String> states() throws Exception {
        return call("GET /models/cache", Map.of()).path("files").findValuesAsText("state");
    }

    private List<String> paths() throws Exception {
        return call("GET /models/cache", Map.of()).path("files").findValuesAsText("path");
    }

    @Test
    void whatIsMissingOfEachModelIsToldWithHowFarItIs() throws Exception {
        model("org/m", "a.bin", "b.bin");
        model("no-files");
        shelf.file("b.bin");

        JsonNode before = files("org/m");
        call("POST /models/{id}/download", ID);

        assertThat(before.toString()).isEqualTo("{\"id\":\"org/m\",\"files\":2,\"here\":1,\"missingBytes\":8}");
        assertThat(files("org/m").path("download").path("state").asText()).isEqualTo("running");
        assertThat(files("no-files").isMissingNode()).isTrue();
    }

    private JsonNode files(String model) throws Exception {
        for (JsonNode each : call("GET /models/downloads", Map.of())) {
            if (each.path("id").asText().equals(model)) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void aModelIsFetchedAheadOfAnyJob() throws Exception {
        model("org/m", "a.bin", "b.bin");
        shelf.file("b.bin");

        JsonNode begun = call("POST /models/{id}/download", ID);
        shelf.downloads.going.get(0).progress.at(2, 8);

        assertThat(begun.toString())
                .isEqualTo("{\"id\":\"org/m\",\"state\":\"running\",\"bytes\":7,\"total\":15,\"files\":["
                        + "{\"file\":\"a.bin\",\"role\":\"model\",\"state\":\"running\",\"bytes\":0,\"total\":8},"
                        + "{\"file\":\"b.bin\",\"role\":\"model\",\"state\":\"done\",\"bytes\":7,\"total\":7}]}");
        JsonNode state = call("GET /models/{id}/download", ID);
        assertThat(state.path("bytes").asInt()).isEqualTo(9);
        assertThat(call("POST /models/{id}/download", ID).path("bytes").asInt())
                .as("a second wish joins the first")
                .isEqualTo(9);
        assertThat(shelf.downloads.going).hasSize(1);

        shelf.downloads.going.get(0).come("weights!");

        assertThat(call("GET /models/{id}/download", ID).path("state").asText()).isEqualTo("done");
        assertThat(shelf.hub.types).contains("models", "download");
        assertThat(call("POST /models/{id}/download", ID).path("state").asText())
                .as("everything is there")
                .isEqualTo("done");
        assertThat(shelf.downloads.going).hasSize(1);
    }

    @Test
    void aDownloadThatFailsOrIsCancelledSaysSo() throws Exception {
        model("org/m", "a.bin", "../b");

        call("POST /models/{id}/download", ID);
        assertThat(call("POST /models/{id}/download/cancel", ID).path("id").asText())
                .isEqualTo("org/m");
        JsonNode cancelled = call("GET /models/{id}/download", ID);

        assertThat(cancelled.path("files").path(0).path("state").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("files").path(1).path("error").path("code").asText())
                .isEqualTo("bad_model");
        refused("POST /models/{id}/download/cancel", ID, 409, "wrong_state");
        call("POST /models/{id}/download", ID);
        shelf.downloads.going.get(1).fail("download_failed", "GET x -> 404");

        JsonNode failed = call("GET /models/{id}/download", ID);

        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("error").path("message").asText()).isEqualTo("GET x -> 404");
    }

    @Test
    void unknownModelsHaveNoDownloads() {
        refused("POST /models/{id}/download", ID, 404, "unknown_model");
        refused("GET /models/{id}/download", ID, 404, "unknown_download");
    }

    @Test
    void theCacheSaysWhatIsUsedAndWhatIsNot() throws Exception {
        shelf.downloads.quick = true;
        model("org/m", "a.bin");
        model("other", "b.bin", "found.bin");
        shelf.file("found.bin");
        shelf.file("stranger.bin");
        call("POST /models/{id}/download", ID);
        call("POST /models/{id}/download", Map.of("id", "other"));
        shelf.catalogue.remove("other");
        Files.writeString(shelf.root.resolve("org_m/c.part"), "half");
        Files.writeString(shelf.root.resolve("org_m/c.part.json"), "{}");
        Files.writeString(shelf.root.resolve("org_m/foreign.part"), "of another program");

        JsonNode cache = call("GET /models/cache", Map.of());

        assertThat(paths()).containsExactly("org_m/a.bin", "org_m/c.part", "other/b.bin");
        assertThat(states()).containsExactly("used", "unfinished", "unused");
        assertThat(cache.path("files").path(0).path("models").path(0).asText()).isEqualTo("org/m");
        assertThat(cache.path("bytes").asInt()).isEqualTo(20);
        assertThat(cache.path("unusedBytes").asInt()).isEqualTo(12);

        refused("DELETE /models/cache/{path}", Map.of("path", "org_m/a.bin"), 409, "in_use");
        refused("DELETE /models/cache/{path}", Map.of("path", "stranger.bin"), 404, "unknown_file");
        refused("DELETE /models/cache/{path}", Map.of("path", "../state/models.json"), 404, "unknown_file");
        assertThat(call("DELETE /models/cache/{path}", Map.of("path", "org_m/c.part"))
                        .toString())
                .isEqualTo("{\"deleted\":[\"org_m/c.part\"],\"freedBytes\":4}");
        JsonNode pruned = call("POST /models/cache/prune", Map.of());

        assertThat(pruned.toString()).isEqualTo("{\"deleted\":[\"other/b.bin\"],\"freedBytes\":8}");
        assertThat(shelf.root.resolve("other")).doesNotExist();
        assertThat(shelf.root.resolve("org_m/foreign.part")).exists();
        assertThat(shelf.root.resolve("stranger.bin")).exists();
        assertThat(paths()).containsExactly("org_m/a.bin");
        assertThat(call("POST /models/cache/prune", Map.of()).path("deleted")).isEmpty();
    }

    @Test
    void whatIsComingIsNotPruned() throws Exception {
        model("org/m", "a.bin");
        call("POST /models/{id}/download", ID);
        Files.createDirectories(shelf.root.resolve("org_m"));
        Files.writeString(shelf.root.resolve("org_m/a.part"), "half");
        Files.writeString(shelf.root.resolve("org_m/a.part.json"), "{}");

        assertThat(states()).containsExactly("downloading");
        assertThat(call("POST /models/cache/prune", Map.of()).path("deleted")).isEmpty();
        refused("DELETE /models/cache/{path}", Map.of("path", "org_m/a.part"), 409, "in_use");
    }
}
