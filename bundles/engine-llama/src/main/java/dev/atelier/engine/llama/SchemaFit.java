package dev.atelier.engine.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Whether a value fits a schema; the words of JSON schema that schemas for answers are made of. */
final class SchemaFit {
    private static final int DEEPEST = 200;

    private final JsonNode root;

    SchemaFit(JsonNode root) {
        this.root = root;
    }

    Optional<String> complaint(JsonNode value) {
        return Optional.ofNullable(fits(value, root, 0) ? null : "it does not have the shape that was asked for");
    }

    private boolean fits(JsonNode value, JsonNode schema, int depth) {
        if (schema.isBoolean()) {
            return schema.asBoolean();
        }
        if (depth > DEEPEST) {
            return false;
        }
        if (schema.has("$ref")) {
            Optional<JsonNode> target =
                    AnswerSchema.resolve(root, schema.get("$ref").asText());
            return target.isPresent() && fits(value, target.get(), depth + 1);
        }
        return typeFits(value, schema.get("type"))
                && choicesFit(value, schema, depth)
                && (!value.isObject() || objectFits(value, schema, depth))
                && (!value.isArray() || arrayFits(value, schema, depth))
                && (!value.isTextual() || textFits(value.asText(), schema))
                && (!value.isNumber() || numberFits(value.decimalValue(), schema));
    }

    private static boolean typeFits(JsonNode value, @Nullable JsonNode type) {
        if (type == null) {
            return true;
        }
        if (type.isArray()) {
            for (JsonNode each : type) {
                if (typeFits(value, each)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private boolean choicesFit(JsonNode value, JsonNode schema, int depth) {
        if (schema.has("const") && !same(value, schema.get("const"))) {
            return false;
        }
        if (schema.has("enum") && count(schema.get("enum"), each -> same(value, each)) == 0) {
            return false;
        }
        JsonNode any = schema.path("anyOf");
        JsonNode one = schema.path("oneOf");
        JsonNode all = schema.path("allOf");
        return (any.isEmpty() || count(any, each -> fits(value, each, depth + 1)) > 0)
                && (one.isEmpty() || count(one, each -> fits(value, each, depth + 1)) == 1)
                && count(all, each -> fits(value, each, depth + 1)) == all.size();
    }

    private static int count(JsonNode list, Predicate<JsonNode> rule) {
        int count = 0;
        for (JsonNode each : list) {
            count += rule.test(each) ? 1 : 0;
        }
        return count;
    }

    /** 1 and 1.0 are one number. */
    private static boolean same(JsonNode a, JsonNode b) {
        return (a.isNumber() && b.isNumber()) ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
    }

    private boolean objectFits(JsonNode value, JsonNode schema, int depth) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                return false;
            }
        }
        JsonNode known = schema.path("properties");
        JsonNode more = schema.path("additionalProperties");
        for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            JsonNode rule = known.has(name) ? known.get(name) : more;
            if (!rule.isMissingNode() && !fits(value.get(name), rule, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean arrayFits(JsonNode value, JsonNode schema, int depth) {
        if (value.size() < schema.path("minItems").asLong(0)
                || value.size() > schema.path("maxItems").asLong(Long.MAX_VALUE)) {
            return false;
        }
        JsonNode items = schema.path("items");
        JsonNode first = items.isArray() ? items : schema.path("prefixItems");
        for (int i = 0; i < value.size(); i++) {
            JsonNode rule = i < first.size() ? first.get(i) : items;
            if ((rule.isObject() || rule.isBoolean()) && !fits(value.get(i), rule, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean textFits(String value, JsonNode schema) {
        int length = value.codePointCount(0, value.length());
        if (length < schema.path("minLength").asLong(0)
                || length > schema.path("maxLength").asLong(Long.MAX_VALUE)) {
            return false;
        }
        try {
            return !schema.has("pattern")
                    || Pattern.compile(schema.get("pattern").asText())
                            .matcher(value)
                            .find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static boolean numberFits(BigDecimal value, JsonNode schema) {
        return (!schema.has("minimum") || value.compareTo(schema.get("minimum").decimalValue()) >= 0)
                && (!schema.has("maximum")
                        || value.compareTo(schema.get("maximum").decimalValue()) <= 0)
                && (!schema.has("exclusiveMinimum")
                        || value.compareTo(schema.get("exclusiveMinimum").decimalValue()) > 0)
                && (!schema.has("exclusiveMaximum")
                        || value.compareTo(schema.get("exclusiveMaximum").decimalValue()) < 0);
    }
}
