package dev.atelier.models.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.http.api.HttpError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRoutesTest {
    private static final String MODEL = """
            {"id":"org/m","displayName":"Mine","kind":"image","vramGbEstimate":0.5,"enabled":true,
             "source":{"engine":"synthetic","files":[],"cliDefaults":{"cfgScale":1,"steps":4,"width":512,"height":512}}}
            """;
    private static final Map<String, String> ID = Map.of("id", "org/m");

    private final Path folder;

    ModelRoutesTest(@TempDir Path folder) {
        this.folder = folder.resolve("state");
    }

    private ModelRoutes routes() {
        var store = new CatalogueStore(new CatalogueFile(folder, Clock.systemUTC()), new RecordingHub());
        return new ModelRoutes(store, Clock.systemUTC());
    }

    @Test
    void aModelIsAddedSeenAndRemoved() throws Exception {
        var routes = routes();

        var added = FakeExchange.call(routes, "POST /models", Map.of(), MODEL);

        assertThat(added.answered().toString()).isEqualTo("{\"ok\":true}");
        var entry = FakeExchange.call(routes, "GET /models", Map.of(), "")
                .answered()
                .get(5);
        assertThat(entry.path("id").asText()).isEqualTo("org/m");
        assertThat(entry.path("origin").asText()).isEqualTo("local");
        assertThat(entry.path("state").asText()).isEqualTo("unloaded");
        assertThat(entry.path("vramGbEstimate").toString()).isEqualTo("0.5");
        assertThat(entry.has("resident") && entry.has("loadable") && entry.has("since"))
                .isTrue();
        assertThat(FakeExchange.call(routes, "GET /models/{id}/state", ID, "")
                        .answered()
                        .path("id")
                        .asText())
                .isEqualTo("org/m");

        FakeExchange.call(routes, "DELETE /models/{id}", ID, "");

        assertThatThrownBy(() -> FakeExchange.call(routes, "DELETE /models/{id}", ID, ""))
                .isInstanceOfSatisfying(
                        HttpError.class, e -> assertThat(e.status()).isEqualTo(404));
        assertThatThrownBy(() -> FakeExchange.call(routes, "GET /models/{id}/state", ID, ""))
                .isInstanceOfSatisfying(
                        HttpError.class, e -> assertThat(e.code()).isEqualTo("unknown_model"));
    }

    @Test
    void brokenModelsAreRefusedInPlainText() {
        for (String body : new String[] {"{\"id\":", "[]", "{\"id\":\"x\"}", "{\"id\":\"x\",\"kind\":\"image\"}", ""}) {
            assertThatThrownBy(() -> FakeExchange.call(routes(), "POST /models", Map.of(), body))
                    .isInstanceOfSatisfying(HttpError.class, e -> {
                        assertThat(e.status()).isEqualTo(400);
                        assertThat(e.code()).isNull();
                    })
                    .hasMessageStartingWith("bad model: ");
        }
    }

    @Test
    void everyModelIsUnloadedAndNoneCanBeLoadedYet() throws Exception {
        var routes = routes();
        FakeExchange.call(routes, "POST /models", Map.of(), MODEL);

        for (var entry : FakeExchange.call(routes, "GET /models", Map.of(), "").answered()) {
            assertThat(entry.path("state").asText()).isEqualTo("unloaded");
            assertThat(entry.path("resident").asBoolean(true)).isFalse();
            assertThat(entry.path("loadable").asBoolean(true)).isFalse();
            assertThat(entry.has("error")).isFalse();
        }
        assertThatThrownBy(() -> FakeExchange.call(routes, "POST /models/{id}/load", ID, ""))
                .isInstanceOfSatisfying(HttpError.class, e -> {
                    assertThat(e.status()).isEqualTo(409);
                    assertThat(e.code()).isEqualTo("not_loadable");
                })
                .hasMessage("engine synthetic cannot keep models loaded");
        var state = FakeExchange.call(routes, "POST /models/{id}/unload", ID, "");
        assertThat(state.status).isEqualTo(200);
        assertThat(state.answered().path("state").asText()).isEqualTo("unloaded");
    }

    @Test
    void loadingAsksWhetherThereIsSuchAModelThenWhetherItIsEnabled() throws Exception {
        var routes = routes();
        for (String change : new String[] {"load", "unload"}) {
            assertThatThrownBy(() -> FakeExchange.call(routes, "POST /models/{id}/" + change, ID, ""))
                    .isInstanceOfSatisfying(HttpError.class, e -> {
                        assertThat(e.status()).isEqualTo(404);
                        assertThat(e.code()).isEqualTo("unknown_model");
                    });
        }

        FakeExchange.call(routes, "POST /models", Map.of(), MODEL.replace("\"enabled\":true", "\"enabled\":false"));

        assertThatThrownBy(() -> FakeExchange.call(routes, "POST /models/{id}/load", ID, ""))
                .isInstanceOfSatisfying(HttpError.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.code()).isEqualTo("model_disabled");
                });
    }

    @Test
    void aCatalogueThatCannotBeSavedSaysSo() throws Exception {
        var routes = routes();
        Files.delete(folder.resolve("models.json"));
        Files.delete(folder);
        Files.writeString(folder, "in the way");

        assertThatThrownBy(() -> FakeExchange.call(routes, "POST /models", Map.of(), MODEL))
                .isInstanceOfSatisfying(
                        HttpError.class, e -> assertThat(e.status()).isEqualTo(500));
        assertThatThrownBy(() -> FakeExchange.call(routes, "DELETE /models/{id}", Map.of("id", "synthetic-llm"), ""))
                .isInstanceOfSatisfying(
                        HttpError.class, e -> assertThat(e.code()).isEqualTo("unload_failed"));
        assertThat(FakeExchange.call(routes, "GET /models", Map.of(), "").answered())
                .as("a change that was not saved did not happen")
                .hasSize(5);
    }
}
