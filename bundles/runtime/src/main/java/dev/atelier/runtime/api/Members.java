package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of an object as they are read: what is missing and what is null are alike, what is unknown is left. */
final class Members {
    private final JsonNode node;
    private final String what;

    private Members(JsonNode node, String what) {
        this.node = node;
        this.what = what;
    }

    static Members of(@Nullable JsonNode node, String what) throws MalformedRuntimeJson {
        if (node == null || !node.isObject()) {
            throw new MalformedRuntimeJson(what + " is no object");
        }
        return new Members(node, what);
    }

    private @Nullable JsonNode present(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private JsonNode required(String name) throws MalformedRuntimeJson {
        JsonNode value = present(name);
        if (value == null) {
            throw new MalformedRuntimeJson(what + " lacks " + name);
        }
        return value;
    }

    String text(String name) throws MalformedRuntimeJson {
        return text(required(name), name);
    }

    @Nullable
    String maybeText(String name) throws MalformedRuntimeJson {
        JsonNode value = present(name);
        return value == null ? null : text(value, name);
    }

    private String text(JsonNode value, String name) throws MalformedRuntimeJson {
        if (!value.isTextual()) {
            throw new MalformedRuntimeJson(what + ": " + name + " is no text");
        }
        String text = value.textValue();
        if (hasLoneSurrogate(text)) {
            throw new MalformedRuntimeJson(what + ": " + name + " is no Unicode text");
        }
        return text;
    }

    /** Such a text could never be written again. */
    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    long number(String name) throws MalformedRuntimeJson {
        return number(required(name), name);
    }

    @Nullable
    Long maybeNumber(String name) throws MalformedRuntimeJson {
        JsonNode value = present(name);
        return value == null ? null : number(value, name);
    }

    private long number(JsonNode value, String name) throws MalformedRuntimeJson {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new MalformedRuntimeJson(what + ": " + name + " is no whole number from 0");
        }
        return value.longValue();
    }

    boolean flag(String name) throws MalformedRuntimeJson {
        return flag(required(name), name);
    }

    boolean flag(String name, boolean otherwise) throws MalformedRuntimeJson {
        JsonNode value = present(name);
        return value == null ? otherwise : flag(value, name);
    }

    private boolean flag(JsonNode value, String name) throws MalformedRuntimeJson {
        if (!value.isBoolean()) {
            throw new MalformedRuntimeJson(what + ": " + name + " is neither true nor false");
        }
        return value.booleanValue();
    }

    <T extends Enum<T> & Wire> T word(String name, Class<T> type) throws MalformedRuntimeJson {
        return Wire.of(type, text(name))
                .orElseThrow(() -> new MalformedRuntimeJson(what + ": " + name + " is no known word"));
    }

    Members object(String name) throws MalformedRuntimeJson {
        return of(required(name), name);
    }

    @Nullable
    Members maybeObject(String name) throws MalformedRuntimeJson {
        JsonNode value = present(name);
        return value == null ? null : of(value, name);
    }

    /** Nothing is an empty list. */
    <T> List<T> list(String name, Reader<T> reader) throws MalformedRuntimeJson {
        JsonNode value = present(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw new MalformedRuntimeJson(what + ": " + name + " is no list");
        }
        List<T> read = new ArrayList<>(value.size());
        for (JsonNode item : value) {
            read.add(reader.read(of(item, name)));
        }
        return read;
    }

    <T> List<T> requiredList(String name, Reader<T> reader) throws MalformedRuntimeJson {
        required(name);
        return list(name, reader);
    }

    /** Makes something of an object. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Members members) throws MalformedRuntimeJson;
    }
}
