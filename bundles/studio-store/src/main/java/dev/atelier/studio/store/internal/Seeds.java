package dev.atelier.studio.store.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The models a new registry begins with: what needs no download is enabled, the rest waits to be chosen. */
final class Seeds {
    private Seeds() {}

    static List<Model> shipped() {
        try (InputStream in = Seeds.class.getResourceAsStream("seeds.json")) {
            if (in == null) {
                throw new IllegalStateException("the bundle has no seeds");
            }
            List<Model> models = new ArrayList<>();
            for (JsonNode each : Json.parse(in.readAllBytes())) {
                models.add(model(each));
            }
            return List.copyOf(models);
        } catch (IOException | MalformedJson e) {
            throw new IllegalStateException("the seeds of the bundle cannot be read", e);
        }
    }

    private static Model model(JsonNode json) throws MalformedJson {
        return new Model(
                json.path("id").asText(),
                json.path("displayName").asText(),
                Kind.ofWireName(json.path("kind").asText()).orElseThrow(),
                json.path("vramGbEstimate").asDouble(),
                json.path("description").asText(),
                DomainJson.modelSource(json.path("source")),
                json.path("enabled").asBoolean());
    }
}
