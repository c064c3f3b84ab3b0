package dev.atelier.containers.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels that something must all have. The engine is asked for the first of them only and the rest is looked at here:
 * Podman finds no image when it is asked for two labels.
 */
record Labels(Map<String, String> wanted) {
    Labels {
        wanted = new TreeMap<>(wanted);
    }

    ObjectNode filter() {
        ObjectNode filters = Json.object();
        wanted.entrySet().stream().limit(1).forEach(each -> filters.putArray("label")
                .add(each.getKey() + "=" + each.getValue()));
        return filters;
    }

    boolean all(Map<String, String> labels) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }

    /** The members of an object, as texts. */
    static Map<String, String> read(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText("")));
        return texts;
    }
}
