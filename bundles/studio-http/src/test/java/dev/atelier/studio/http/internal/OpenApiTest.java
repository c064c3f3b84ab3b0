package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.http.api.ApiPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
    private final Path folder;

    OpenApiTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyRouteThatIsServedIsDescribed() throws Exception {
        TestStudio studio = new TestStudio(folder);
        List<String> served = new ArrayList<>();
        studio.routes.define(new RouteTable() {
            @Override
            public RouteTable route(String method, String pattern, Handler handler) {
                if (!pattern.startsWith("/{s0}")) {
                    served.add(method + " " + pattern);
                }
                return this;
            }
        });

        JsonNode document =
                FakeExchange.call(studio.routes, "GET /openapi.json").answered();

        List<String> described = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(described).containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void whatOthersServeIsDescribedWithIt() {
        ApiPart other = new ApiPart() {
            @Override
            public ObjectNode paths() {
                return Json.object().set("/elsewhere", Json.object());
            }

            @Override
            public ObjectNode schemas() {
                return Json.object().set("Foreign", Json.object());
            }
        };

        JsonNode document = new OpenApi("1", List.of(), () -> List.of(other)).document();

        assertThat(document.path("paths").has("/elsewhere")).isTrue();
        assertThat(document.at("/components/schemas").has("Foreign")).isTrue();
        assertThat(document.at("/components/schemas").has("Error")).isTrue();
    }

    @Test
    void everySchemaThatIsNamedIsThere() throws Exception {
        JsonNode document = FakeExchange.call(new TestStudio(folder).routes, "GET /openapi.json")
                .answered();

        List<String> named = document.findValuesAsText("$ref");

        assertThat(named).hasSizeGreaterThan(40);
        for (String reference : named) {
            assertThat(document.at(reference.substring(1)).isObject())
                    .as(reference)
                    .isTrue();
        }
    }
}
