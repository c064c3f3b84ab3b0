package dev.atelier.model.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.model.host.api.ModelHost.State;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRoutesTest {
    private static final String MODEL = """
            {"id":"org/m","displayName":"Mine","kind":"llm","vramGbEstimate":0.5,"enabled":true,
             "source":{"engine":"llama-cpp","files":[],"cliDefaults":{"cfgScale":1,"steps":4,"width":512,"height":512}}}
            """;
    private static final Map<String, String> ID = Map.of("id", "org/m");

    private final World world;
    private final ModelRoutes routes;

    ModelRoutesTest(@TempDir Path folder) {
        world = new World(folder);
        routes = new ModelRoutes(world.catalogue, world.room);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private FakeExchange call(String route, String body) throws Exception {
        return FakeExchange.call(routes, route, ID, body);
    }

    @Test
    void aModelIsAddedSeenAndRemoved() throws Exception {
        assertThat(call("POST /models", MODEL).answered().toString()).isEqualTo("{\"ok\":true}");

        JsonNode entry = call("GET /models", "").answered().get(0);
        assertThat(entry.path("id").asText()).isEqualTo("org/m");
        assertThat(entry.path("origin").asText()).isEqualTo("local");
        assertThat(entry.path("state").asText()).isEqualTo("unloaded");
        assertThat(entry.path("vramGbEstimate").toString()).isEqualTo("0.5");
        assertThat(entry.path("loadable").asBoolean()).isTrue();
        assertThat(call("GET /models/{id}/state", "").answered().path("id").asText())
                .isEqualTo("org/m");

        assertThat(call("DELETE /models/{id}", "").status()).isEqualTo(200);

        assertThat(call("DELETE /models/{id}", "").status()).isEqualTo(404);
        assertThat(call("GET /models/{id}/state", "").code()).isEqualTo("unknown_model");
    }

    @Test
    void brokenModelsAreRefusedInPlainText() throws Exception {
        for (String body : new String[] {"{\"id\":", "[]", "{\"id\":\"x\"}", "{\"id\":\"x\",\"kind\":\"image\"}", ""}) {
            FakeExchange answer = call("POST /models", body);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.refusal().orElseThrow()).hasMessageStartingWith("bad model: ");
        }
    }

    @Test
    void aLoadIsUnderWayUntilItIsOver() throws Exception {
        call("POST /models", MODEL);
        FakeLoader engine = java.util.Objects.requireNonNull(world.engine);
        engine.loading = new CountDownLatch(1);

        FakeExchange begun = call("POST /models/{id}/load", "");
        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.answered().path("state").asText()).isEqualTo("loading");
        engine.loading.countDown();
        world.awaitState("org/m", State.LOADED);

        FakeExchange again = call("POST /models/{id}/load", "");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.answered().path("resident").asBoolean()).isTrue();
        assertThat(call("POST /models/{id}/unload", "")
                        .answered()
                        .path("resident")
                        .asBoolean(true))
                .isFalse();
        world.awaitState("org/m", State.UNLOADED);
    }

    @Test
    void aModelThatIsRemovedLeavesTheMemoryToo() throws Exception {
        call("POST /models", MODEL);
        FakeLoader engine = java.util.Objects.requireNonNull(world.engine);
        call("POST /models/{id}/load", "");
        world.awaitState("org/m", State.LOADED);

        call("DELETE /models/{id}", "");

        org.awaitility.Awaitility.await().until(() -> engine.told.contains("close org/m"));
    }

    @Test
    void whatCannotBeLoadedIsRefusedByName() throws Exception {
        assertThat(call("POST /models/{id}/load", "").code()).isEqualTo("unknown_model");
        assertThat(call("POST /models/{id}/unload", "").code()).isEqualTo("unknown_model");

        call("POST /models", MODEL.replace("\"enabled\":true", "\"enabled\":false"));
        assertThat(call("POST /models/{id}/load", "").code()).isEqualTo("model_disabled");

        world.catalogue.remove("org/m");
        call("POST /models", MODEL);
        world.freeGib = 1.2;
        FakeExchange refused = call("POST /models/{id}/load", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("insufficient_memory");

        world.serves(null);
        assertThat(call("POST /models/{id}/load", "").code()).isEqualTo("not_loadable");
    }
}
