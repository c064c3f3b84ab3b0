package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Members of objects that nobody has checked: one of an unexpected type counts as absent. */
final class Values {
    private Values() {}

    /** The first of these members that is text. */
    static @Nullable String text(JsonNode object, String... names) {
        for (String name : names) {
            JsonNode value = object.path(name);
            if (value.isTextual()) {
                return value.textValue();
            }
        }
        return null;
    }

    /** The first of these members that is text and says something. */
    static @Nullable String words(JsonNode object, String... names) {
        for (String name : names) {
            String value = text(object, name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    static boolean flag(JsonNode object, String name) {
        return object.path(name).isBoolean() && object.path(name).booleanValue();
    }

    static boolean is(JsonNode object, String name, String value) {
        return value.equals(text(object, name));
    }

    static @Nullable Integer integer(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isIntegralNumber() && value.canConvertToInt() ? value.intValue() : null;
    }

    static long count(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isIntegralNumber() && value.canConvertToLong() ? Math.max(0, value.longValue()) : 0;
    }

    static @Nullable BigDecimal cost(JsonNode object, String name) {
        JsonNode value = object.path(name);
        // an exponent nobody pays would make sums of it endless
        return value.isNumber() && Math.abs((long) value.decimalValue().scale()) <= 100 ? value.decimalValue() : null;
    }

    static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        if (array.isArray()) {
            array.forEach(elements::add);
        }
        return elements;
    }

    static JsonNode orEmpty(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? TextNode.valueOf("") : value;
    }

    /** Text blocks become their text; anything else stays as it is, and nothing becomes the empty text. */
    static JsonNode blocks(JsonNode content) {
        if (!content.isArray() || content.isEmpty()) {
            return orEmpty(content);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode block : content) {
            String text = is(block, "type", "text") ? text(block, "text") : null;
            if (text == null) {
                return content;
            }
            texts.add(text);
        }
        return TextNode.valueOf(String.join("\n", texts));
    }
}
