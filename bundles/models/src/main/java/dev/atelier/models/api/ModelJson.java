package dev.atelier.models.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.MalformedJson;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Entries as they stand in {@code models.json} and go over the local API. */
public final class ModelJson {
    private ModelJson() {}

    /** @throws MalformedJson naming what is wrong with it */
    public static ModelEntry entry(JsonNode json) throws MalformedJson {
        if (!json.isObject()) {
            throw new MalformedJson("model", "is not an object");
        }
        String id = required(json, "id");
        String kind = required(json, "kind");
        String displayName = optional(json, "displayName");
        return new ModelEntry(
                id,
                displayName == null || displayName.isBlank() ? id : displayName,
                Kind.ofWireName(kind).orElseThrow(() -> new MalformedJson("kind", "is not a kind of task")),
                vram(json.path("vramGbEstimate")),
                optional(json, "description"),
                DomainJson.modelSource(json.path("source")),
                enabled(json.path("enabled")),
                origin(optional(json, "origin")),
                optional(json, "exclusiveGroup"));
    }

    public static ObjectNode write(ModelEntry entry) {
        ObjectNode json = Json.object()
                .put("id", entry.id())
                .put("displayName", entry.displayName())
                .put("kind", entry.kind().wireName())
                .put("vramGbEstimate", shortest(entry.vramGbEstimate()));
        if (entry.description() != null) {
            json.put("description", entry.description());
        }
        json.set("source", DomainJson.write(entry.source()));
        json.put("enabled", entry.enabled()).put("origin", entry.origin().name().toLowerCase(Locale.ROOT));
        if (entry.exclusiveGroup() != null) {
            json.put("exclusiveGroup", entry.exclusiveGroup());
        }
        return json;
    }

    private static String required(JsonNode json, String field) throws MalformedJson {
        String value = optional(json, field);
        if (value == null || value.isBlank()) {
            throw new MalformedJson(field, "is missing");
        }
        return value;
    }

    private static @Nullable String optional(JsonNode json, String field) throws MalformedJson {
        JsonNode value = json.path(field);
        if (absent(value)) {
            return null;
        }
        if (!value.isTextual()) {
            throw new MalformedJson(field, "is not a text");
        }
        return value.textValue();
    }

    private static double vram(JsonNode value) throws MalformedJson {
        if (absent(value)) {
            return 0;
        }
        double gb = value.asDouble(-1);
        if (!value.isNumber() || !(gb >= 0) || Double.isInfinite(gb)) {
            throw new MalformedJson("vramGbEstimate", "is not a number of gigabytes");
        }
        return gb;
    }

    private static boolean enabled(JsonNode value) throws MalformedJson {
        if (!absent(value) && !value.isBoolean()) {
            throw new MalformedJson("enabled", "is neither true nor false");
        }
        return value.asBoolean(true);
    }

    private static ModelEntry.Origin origin(@Nullable String name) throws MalformedJson {
        if (name == null || name.equals("local")) {
            return ModelEntry.Origin.LOCAL;
        }
        if (name.equals("studio")) {
            return ModelEntry.Origin.STUDIO;
        }
        throw new MalformedJson("origin", "is neither local nor studio");
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** 8 rather than 8.0: people read and edit the file. */
    private static BigDecimal shortest(double value) {
        BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
        return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
    }
}
