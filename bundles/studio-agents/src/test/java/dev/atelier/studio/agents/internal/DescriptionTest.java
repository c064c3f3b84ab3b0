package dev.atelier.studio.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.store.api.KeyStore.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptionTest {
    private final Description description = new Description();

    @Test
    void everyRouteIsDescribedWithThoseWhoMayUseIt(@TempDir Path home) throws Exception {
        TestStudio studio = new TestStudio(home);
        List<String> served = new ArrayList<>();
        for (AgentRoute route : studio.room.routes()) {
            served.add(route.method() + " /agents" + route.pattern() + " "
                    + Arrays.stream(Role.values())
                            .filter(route.need()::allows)
                            .map(Role::wireName)
                            .sorted()
                            .toList());
        }
        studio.close();

        List<String> described = new ArrayList<>();
        description.paths().properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> {
                    List<String> roles = new ArrayList<>();
                    operation.getValue().path("x-roles").forEach(role -> roles.add(role.asText()));
                    described.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + " " + roles);
                }));
        assertThat(described).containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void whatIsReferredToIsThere() {
        ObjectNode schemas = description.schemas();
        List<String> named = new ArrayList<>(description.paths().findValuesAsText("$ref"));
        named.addAll(schemas.findValuesAsText("$ref"));

        assertThat(named).hasSizeGreaterThan(30);
        for (String reference : named) {
            String name = reference.substring("#/components/schemas/".length());
            assertThat(name.equals("Error") || schemas.has(name)).as(reference).isTrue();
        }
    }

    @Test
    void aTaskIsAsItIsShown(@TempDir Path home) throws Exception {
        TestStudio studio = new TestStudio(home);
        JsonNode task = Json.parse(
                studio.as("admin", "GET /tasks/" + studio.created(), "").body());
        studio.close();

        List<String> known = new ArrayList<>();
        description.schemas().at("/AgentTask/properties").fieldNames().forEachRemaining(known::add);
        List<String> shown = new ArrayList<>();
        task.fieldNames().forEachRemaining(shown::add);
        assertThat(known).containsExactlyInAnyOrderElementsOf(shown);
    }
}
