package dev.atelier.engine.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The JSON schema an answer has to fit. Checked here before any native code sees it: there a mistake ends the whole
 * process. What the native code gets is a plain copy, made of nothing but what it is known to understand; what the
 * copy leaves out is checked on the answer.
 */
final class AnswerSchema {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "integer", "number", "boolean", "null");
    private static final Set<String> FORMATS = Set.of("date", "time", "date-time", "uuid");

    /** A grammar grows with every repetition it spells out; beyond this only the answer is checked. */
    private static final int MOST_REPEATED = 1000;

    private static final int MOST_TEXT = 256 * 1024;
    private static final int DEEPEST = 64;

    /** Parts of patterns that mean the same there and here. */
    private static final Pattern PLAIN_PATTERN = Pattern.compile(
            "\\^([A-Za-z0-9 _@#%&=,;:!/\"'<>~-]|\\[[A-Za-z0-9 _-]+]|[*+?]|\\{\\d{1,3}(,\\d{1,3})?})*\\$");

    private final JsonNode schema;
    private final JsonNode grammar;

    private AnswerSchema(JsonNode schema, JsonNode grammar) {
        this.schema = schema;
        this.grammar = grammar;
    }

    static AnswerSchema parse(String text) throws EngineException {
        if (text.length() > MOST_TEXT) {
            throw wrong("it is longer than " + MOST_TEXT + " characters");
        }
        JsonNode schema;
        try {
            schema = MAPPER.readTree(text);
        } catch (IOException e) {
            throw wrong("it is not JSON");
        }
        if (!schema.isObject()) {
            throw wrong("it is no JSON object");
        }
        ObjectNode copy = new Copier(schema).copy(schema, "", 0);
        return new AnswerSchema(schema, copy);
    }

    /** For the native code. */
    String forGrammar() {
        return grammar.toString();
    }

    /** What is wrong with an answer; empty when it fits. */
    Optional<String> complaint(String answer) {
        try {
            JsonNode value = MAPPER.readTree(answer);
            return value.isMissingNode() ? Optional.of("it is empty") : new SchemaFit(schema).complaint(value);
        } catch (IOException e) {
            return Optional.of("it is not JSON");
        }
    }

    private static EngineException wrong(String what) {
        return new EngineException("bad_schema", "the JSON schema cannot be used: " + what, false);
    }

    /** Where a {@code $ref} leads; only within the schema itself, and only by plain names. */
    static Optional<JsonNode> resolve(JsonNode root, String reference) {
        if (!reference.startsWith("#/") || reference.contains("~") || reference.contains("%")) {
            return Optional.empty();
        }
        JsonNode target = root.at(reference.substring(1));
        return target.isObject() ? Optional.of(target) : Optional.empty();
    }

    /** Makes the plain copy and complains about what no copy can be made of. */
    private static final class Copier {
        private final JsonNode root;

        Copier(JsonNode root) {
            this.root = root;
        }

        ObjectNode copy(JsonNode from, String path, int depth) throws EngineException {
            if (depth > DEEPEST) {
                throw wrong("it is nested too deeply");
            }
            if (from.isBoolean()) {
                return NODES.objectNode(); // true; false is found on the answer
            }
            if (!from.isObject()) {
                throw wrong("there is no schema at " + at(path));
            }
            checkWords(from, path);
            ObjectNode to = NODES.objectNode();
            copyDefinitions(from, to, path, depth);
            if (from.has("$ref")) {
                String reference = from.get("$ref").asText();
                if (resolve(root, reference).isEmpty()) {
                    throw wrong("$ref " + reference + " at " + at(path) + " leads nowhere");
                }
                return to.put("$ref", reference);
            }
            for (String choice : new String[] {"anyOf", "oneOf"}) {
                if (from.has(choice) && !from.get(choice).isEmpty()) {
                    to.set("anyOf", all(from.get(choice), path + "/" + choice, depth));
                    return to;
                }
            }
            if (from.has("allOf")) {
                all(from.get("allOf"), path + "/allOf", depth); // checked only; a grammar cannot meet several
            }
            if (from.has("const")) {
                to.set("const", from.get("const"));
            } else if (from.has("enum")) {
                to.set("enum", from.get("enum"));
            } else {
                copyTypes(from, to, path, depth);
            }
            return to;
        }

        /** Definitions are reached by their path, so they stay where they are. */
        private void copyDefinitions(JsonNode from, ObjectNode to, String path, int depth) throws EngineException {
            for (String word : new String[] {"$defs", "definitions"}) {
                if (from.has(word)) {
                    to.set(word, named(from.get(word), path + "/" + word, depth));
                }
            }
        }

        private void copyTypes(JsonNode from, ObjectNode to, String path, int depth) throws EngineException {
            JsonNode type = from.get("type");
            if (type != null && type.isArray()) {
                ArrayNode choices = NODES.arrayNode();
                for (JsonNode each : type) {
                    choices.add(ofType(from, each.asText(), path, depth));
                }
                to.set("anyOf", choices);
                return;
            }
            to.setAll(ofType(from, type == null ? implied(from) : type.asText(), path, depth));
        }

        private static String implied(JsonNode from) {
            if (from.has("properties") || from.has("additionalProperties")) {
                return "object";
            }
            if (from.has("items") || from.has("prefixItems")) {
                return "array";
            }
            return from.has("pattern") ? "string" : "";
        }

        private ObjectNode ofType(JsonNode from, String type, String path, int depth) throws EngineException {
            ObjectNode to = NODES.objectNode();
            if (type.isEmpty()) {
                return to;
            }
            to.put("type", type);
            switch (type) {
                case "object" -> object(from, to, path, depth);
                case "array" -> array(from, to, path, depth);
                case "string" -> string(from, to);
                case "integer" -> integer(from, to);
                default -> {
                    // numbers, booleans and null say everything by their type
                }
            }
            return to;
        }

        private void object(JsonNode from, ObjectNode to, String path, int depth) throws EngineException {
            if (from.has("properties")) {
                to.set("properties", named(from.get("properties"), path + "/properties", depth));
            }
            if (from.has("required")) {
                to.set("required", from.get("required"));
            }
            JsonNode more = from.get("additionalProperties");
            if (more != null && more.isBoolean()) {
                to.set("additionalProperties", more);
            } else if (more != null) {
                to.set("additionalProperties", copy(more, path + "/additionalProperties", depth + 1));
            }
        }

        private void array(JsonNode from, ObjectNode to, String path, int depth) throws EngineException {
            JsonNode items = from.get("items");
            if (from.has("prefixItems") || (items != null && items.isArray())) {
                String word = from.has("prefixItems") ? "prefixItems" : "items";
                ArrayNode each = all(from.get(word), path + "/" + word, depth);
                if (!each.isEmpty()) {
                    to.set("prefixItems", each);
                }
                return;
            }
            to.set("items", items == null ? NODES.objectNode() : copy(items, path + "/items", depth + 1));
            bound(from, to, "minItems");
            bound(from, to, "maxItems");
        }

        private static void string(JsonNode from, ObjectNode to) {
            String pattern = from.path("pattern").asText();
            String format = from.path("format").asText();
            if (PLAIN_PATTERN.matcher(pattern).matches()) {
                to.put("pattern", pattern);
            } else if (FORMATS.contains(format)) {
                to.put("format", format);
            } else {
                bound(from, to, "minLength");
                bound(from, to, "maxLength");
            }
        }

        private static void integer(JsonNode from, ObjectNode to) {
            for (String word : new String[] {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}) {
                if (from.path(word).canConvertToLong() && from.path(word).isIntegralNumber()) {
                    to.put(word, from.get(word).asLong());
                }
            }
        }

        private static void bound(JsonNode from, ObjectNode to, String word) {
            if (from.has(word) && from.get(word).asLong() <= MOST_REPEATED) {
                to.put(word, from.get(word).asLong());
            }
        }

        private ArrayNode all(JsonNode schemas, String path, int depth) throws EngineException {
            ArrayNode copies = NODES.arrayNode();
            for (int i = 0; i < schemas.size(); i++) {
                copies.add(copy(schemas.get(i), path + "/" + i, depth + 1));
            }
            return copies;
        }

        private ObjectNode named(JsonNode schemas, String path, int depth) throws EngineException {
            ObjectNode copies = NODES.objectNode();
            for (Iterator<String> names = schemas.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                copies.set(name, copy(schemas.get(name), path + "/" + name, depth + 1));
            }
            return copies;
        }

        private void checkWords(JsonNode from, String path) throws EngineException {
            JsonNode type = from.get("type");
            if (type != null) {
                boolean known = type.isArray()
                        ? !type.isEmpty() && all(type, each -> TYPES.contains(each.asText()))
                        : TYPES.contains(type.asText());
                require(known, "the type " + type, path);
            }
            for (String word : new String[] {"properties", "$defs", "definitions"}) {
                require(!from.has(word) || from.get(word).isObject(), word, path);
            }
            for (String word : new String[] {"anyOf", "oneOf", "allOf", "prefixItems"}) {
                require(!from.has(word) || from.get(word).isArray(), word, path);
            }
            require(
                    !from.has("enum")
                            || (from.get("enum").isArray() && !from.get("enum").isEmpty()),
                    "enum",
                    path);
            require(
                    !from.has("required")
                            || (from.get("required").isArray() && all(from.get("required"), JsonNode::isTextual)),
                    "required",
                    path);
            for (String word : new String[] {"minLength", "maxLength", "minItems", "maxItems"}) {
                require(
                        !from.has(word)
                                || (from.get(word).isIntegralNumber()
                                        && from.get(word).asLong() >= 0),
                        word,
                        path);
            }
            for (String word : new String[] {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}) {
                require(!from.has(word) || from.get(word).isNumber(), word, path);
            }
            require(!from.has("$ref") || from.get("$ref").isTextual(), "$ref", path);
            checkPattern(from, path);
        }

        private static void checkPattern(JsonNode from, String path) throws EngineException {
            if (!from.has("pattern")) {
                return;
            }
            require(from.get("pattern").isTextual(), "pattern", path);
            try {
                Pattern.compile(from.get("pattern").asText());
            } catch (PatternSyntaxException e) {
                throw wrong("the pattern at " + at(path) + " is none: " + e.getDescription());
            }
        }

        private static boolean all(JsonNode list, Predicate<JsonNode> rule) {
            for (JsonNode each : list) {
                if (!rule.test(each)) {
                    return false;
                }
            }
            return true;
        }

        private static void require(boolean good, String what, String path) throws EngineException {
            if (!good) {
                throw wrong(what + " at " + at(path) + " is not understood");
            }
        }

        private static String at(String path) {
            return path.isEmpty() ? "the top" : path;
        }
    }
}
