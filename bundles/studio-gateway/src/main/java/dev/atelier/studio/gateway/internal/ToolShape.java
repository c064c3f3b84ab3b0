package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a function in the words that every engine's schemas know. What only describes or narrows is left out;
 * what stands elsewhere in the schema is put where it is meant.
 */
final class ToolShape {
    private static final int DEEPEST = 32;

    private static final Set<String> WORDS =
            Set.of("type", "enum", "const", "required", "minItems", "maxItems", "minimum", "maximum");

    private final JsonNode root;
    /** What is being put in just now: a schema that holds itself ends with anything. */
    private final Deque<String> open = new ArrayDeque<>();

    ToolShape(JsonNode root) {
        this.root = root;
    }

    JsonNode whole() {
        return of(root, 0);
    }

    private JsonNode of(JsonNode schema, int depth) {
        if (!schema.isObject()) {
            return schema;
        }
        if (depth > DEEPEST) {
            throw Errors.invalid("tools", "a function's parameters are nested too deeply");
        }
        ObjectNode shape = Json.object();
        for (Map.Entry<String, JsonNode> word : schema.properties()) {
            put(shape, word.getKey(), word.getValue(), depth);
        }
        return shape;
    }

    private void put(ObjectNode shape, String word, JsonNode value, int depth) {
        switch (word) {
            case "properties" -> {
                ObjectNode properties = shape.putObject(word);
                value.properties().forEach(each -> properties.set(each.getKey(), of(each.getValue(), depth + 1)));
            }
            case "items", "additionalProperties" -> shape.set(word, of(value, depth + 1));
            case "anyOf", "oneOf" -> {
                ArrayNode choices = shape.putArray("anyOf");
                value.forEach(each -> choices.add(of(each, depth + 1)));
            }
            case "allOf" -> value.forEach(each -> merge(shape, of(each, depth + 1)));
            case "$ref" -> merge(shape, referred(value.asText(), depth));
            default -> {
                if (WORDS.contains(word)) {
                    shape.set(word, value);
                }
            }
        }
    }

    private JsonNode referred(String reference, int depth) {
        if (!reference.startsWith("#/") || open.contains(reference)) {
            return Json.object();
        }
        open.push(reference);
        JsonNode shape = of(root.at(reference.substring(1)), depth + 1);
        open.pop();
        return shape;
    }

    private static void merge(ObjectNode shape, JsonNode more) {
        if (more.isObject()) {
            shape.setAll((ObjectNode) more);
        }
    }
}
