package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.Routes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsRoutesTest {
    private final EngineRig rig;
    private final SettingsRoutes settings;
    private final DaemonConfigRoutes daemon;

    SettingsRoutesTest(@TempDir Path folder) throws Exception {
        rig = new EngineRig(folder.resolve("etc"));
        rig.environment.put("ATELIER_HTTP_BIND", "0.0.0.0");
        rig.start();
        settings = new SettingsRoutes(rig.engine);
        daemon = new DaemonConfigRoutes(rig.engine, new LiveWorkerSettings(rig.engine, "/home/ann"), home(folder));
    }

    @Test
    void listsEachSettingWithWhereItsValueComesFrom() throws Exception {
        JsonNode list =
                FakeExchange.call(settings, "GET", "/settings", "").answer.path("settings");

        assertThat(list).hasSize(13);
        JsonNode bind = row(list, "http.bind");
        assertThat(bind.path("value").asText()).isEqualTo("0.0.0.0");
        assertThat(bind.path("default").asText()).isEqualTo("127.0.0.1");
        assertThat(bind.path("origin").asText()).isEqualTo("environment");
        assertThat(bind.path("originDetail").asText()).isEqualTo("ATELIER_HTTP_BIND");
        assertThat(row(list, "http.port").path("type").asText()).isEqualTo("integer");
        assertThat(row(list, "http.port").path("max").asText()).isEqualTo("65535");
        assertThat(row(list, "api_base_url").path("value").isNull()).isTrue();
    }

    @Test
    void changesSettingsAndAnswersWithAllOfThem() throws Exception {
        FakeExchange done =
                FakeExchange.call(settings, "PUT", "/settings", "{\"http.port\":\"99\",\"vram_threshold_gb\":3}");

        assertThat(done.status).isEqualTo(200);
        assertThat(row(done.answer.path("settings"), "http.port").path("value").asText())
                .isEqualTo("99");
        assertThat(rig.value("vram_threshold_gb")).isEqualTo("3.0");

        FakeExchange.call(settings, "PUT", "/settings", "{\"http.port\":null}");
        assertThat(rig.value("http.port")).isEqualTo("4780");
    }

    @Test
    void refusesWithTheNameOfTheSetting() {
        refused(settings, "/settings", "{\"http.port\":\"x\"}", 400, "invalid_value", "http.port");
        refused(settings, "/settings", "{\"http.port\":[1]}", 400, "invalid_value", "http.port");
        refused(settings, "/settings", "{\"nope\":\"x\"}", 400, "unknown_setting", "nope");
        refused(settings, "/settings", "{\"http.bind\":\"x\"}", 400, "overridden", "ATELIER_HTTP_BIND");
        refused(settings, "/settings", "[]", 400, "bad_request", "object");
    }

    @Test
    void theDaemonsDocumentUsesTheReferencesNames() throws Exception {
        ObjectNode document = config();

        assertThat(document.fieldNames())
                .toIterable()
                .containsExactly(
                        "apiBaseUrl",
                        "vramThresholdGb",
                        "startMinimised",
                        "onlyWhenIdle",
                        "autoUpdateEnabled",
                        "autoUpdateIntervalSecs",
                        "autoUpdateFeed",
                        "autoUpdatePrerelease",
                        "modelsRoot");
        assertThat(document.path("vramThresholdGb").isNumber()).isTrue();
        assertThat(document.path("modelsRoot").asText()).isEqualTo("/home/ann/models");
        assertThat(document.path("apiBaseUrl").isNull()).isTrue();
    }

    @Test
    void aDocumentThatWasReadAndEditedIsTakenBack() throws Exception {
        ObjectNode document = config();

        FakeExchange done = FakeExchange.call(
                daemon,
                "PUT",
                "/daemon/config",
                document.put("vramThresholdGb", 3.5).toString());

        assertThat(done.status).isEqualTo(200);
        assertThat(done.answer.path("vramThresholdGb").asDouble()).isEqualTo(3.5);
        assertThat(rig.text("dev.atelier.worker").replaceAll("\\s", "")).isEqualTo("{\"vram_threshold_gb\":3.5}");
    }

    @Test
    void refusesWithTheNameOfTheField() {
        refused(
                daemon,
                "/daemon/config",
                "{\"autoUpdateIntervalSecs\":5}",
                400,
                "invalid_config",
                "autoUpdateIntervalSecs must");
        refused(daemon, "/daemon/config", "{\"apiBaseUrl\":\"ftp://x\"}", 400, "invalid_config", "apiBaseUrl must");
        refused(daemon, "/daemon/config", "{\"autoUpdateFeed\":\"x\"}", 400, "invalid_config", "autoUpdateFeed must");
        refused(daemon, "/daemon/config", "{\"vramThresholdGb\":-1}", 400, "invalid_config", "vramThresholdGb must");
        refused(
                daemon,
                "/daemon/config",
                "{\"vramThresholdGb\":\"NaN\"}",
                400,
                "invalid_config",
                "vramThresholdGb must");
        refused(daemon, "/daemon/config", "{\"modelsRoot\":\"\"}", 400, "invalid_config", "modelsRoot must");
        refused(daemon, "/daemon/config", "{\"vramThresholdGb\":{}}", 400, "invalid_config", "vramThresholdGb must");
        refused(daemon, "/daemon/config", "7", 400, "bad_request", "object");
    }

    @Test
    void aFileThatCannotBeWrittenIsNoFaultOfTheCaller() throws Exception {
        rig.file("dev.atelier.worker", "{");

        refused(
                daemon,
                "/daemon/config",
                "{\"vramThresholdGb\":1}",
                500,
                "config_not_saved",
                "dev.atelier.worker.json");
    }

    @Test
    void statusAndHealthCarryTheirParts() {
        ObjectNode status = Json.object();
        ObjectNode health = Json.object();

        daemon.status(status);
        daemon.health(health);

        assertThat(status.path("config").path("vramThresholdGb").asDouble()).isEqualTo(12.0);
        assertThat(status.path("config").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "apiBaseUrl",
                        "vramThresholdGb",
                        "startMinimised",
                        "onlyWhenIdle",
                        "autoUpdateEnabled",
                        "autoUpdateIntervalSecs",
                        "autoUpdateFeed",
                        "autoUpdatePrerelease",
                        "modelsRoot");
        assertThat(status.path("configPath").asText()).endsWith("etc/dev.atelier.worker.json");
        assertThat(health.path("modelsRoot").asText()).isEqualTo("/home/ann/models");
    }

    private ObjectNode config() throws Exception {
        return (ObjectNode) FakeExchange.call(daemon, "GET", "/daemon/config", "").answer;
    }

    private static void refused(Routes routes, String path, String body, int status, String code, String says) {
        HttpError error = catchThrowableOfType(HttpError.class, () -> FakeExchange.call(routes, "PUT", path, body));

        assertThat(error).as(body).isNotNull();
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error).hasMessageContaining(says);
    }

    private static JsonNode row(JsonNode list, String name) {
        for (JsonNode row : list) {
            if (row.path("name").asText().equals(name)) {
                return row;
            }
        }
        throw new AssertionError("no row " + name);
    }

    private static Home home(Path root) {
        return new Home() {
            @Override
            public Path root() {
                return root;
            }

            @Override
            public Path installation() {
                return root;
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public List<String> roles() {
                return List.of();
            }
        };
    }
}
