package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atelier.runtime.api.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An object of somebody else's JSON, member by member. What is not as agreed is a {@link BadShape}. */
public record Members(JsonNode json) {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Not what it holds: that is somebody else's. */
    @Override
    public String toString() {
        return "Members[" + json.size() + "]";
    }

    /** Not what was agreed. Says which member, never what it held. */
    public static final class BadShape extends Exception {
        private static final long serialVersionUID = 1L;

        public BadShape(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * A whole document: no member twice, nothing behind it.
     *
     * @throws BadShape when it is no JSON; without a word of it
     */
    public static JsonNode parse(byte[] document) throws BadShape {
        try {
            JsonNode json = STRICT.readTree(document);
            if (json != null && !json.isMissingNode()) {
                return json;
            }
        } catch (IOException | RuntimeException e) {
            // Numbers beyond all bounds end in exceptions of other kinds. Each of them repeats the document.
            throw new BadShape("this is no JSON document");
        }
        throw new BadShape("this is no JSON document");
    }

    public static Members of(JsonNode json) throws BadShape {
        if (!json.isObject()) {
            throw new BadShape("this is no JSON object");
        }
        return new Members(json);
    }

    public boolean has(String name) {
        return json.hasNonNull(name);
    }

    public Members within(String name) throws BadShape {
        JsonNode value = json.path(name);
        if (!value.isObject()) {
            throw new BadShape(name + " must be an object");
        }
        return new Members(value);
    }

    public String text(String name) throws BadShape {
        String text = optionalText(name);
        if (text == null) {
            throw new BadShape(name + " is missing");
        }
        return text;
    }

    public @Nullable String optionalText(String name) throws BadShape {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new BadShape(name + " must be a text");
        }
        return value.textValue();
    }

    /** From zero to 2^63-1. */
    public long whole(String name) throws BadShape {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new BadShape(name + " must be a whole number");
        }
        return value.longValue();
    }

    public @Nullable Long optionalWhole(String name) throws BadShape {
        return has(name) ? whole(name) : null;
    }

    public boolean flag(String name) throws BadShape {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw new BadShape(name + " must be true or false");
        }
        return value.booleanValue();
    }

    public <T extends Enum<T> & Wire> T word(String name, Class<T> type) throws BadShape {
        return Wire.of(type, text(name)).orElseThrow(() -> new BadShape(name + " is none of the known words"));
    }

    /** The items of a list; of one that is missing or null, none. */
    public List<Members> list(String name) throws BadShape {
        return has(name) ? required(name) : List.of();
    }

    public List<Members> required(String name) throws BadShape {
        JsonNode value = json.path(name);
        if (!value.isArray()) {
            throw new BadShape(name + " must be a list");
        }
        List<Members> items = new ArrayList<>(value.size());
        for (JsonNode item : value) {
            items.add(of(item));
        }
        return items;
    }

    public void onlyThese(Set<String> names) throws BadShape {
        for (Iterator<String> each = json.fieldNames(); each.hasNext(); ) {
            if (!names.contains(each.next())) {
                throw new BadShape("there is a member that is none of "
                        + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    /** Reads something out of an object. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Members members) throws BadShape;

        default <R> Reader<R> then(Function<? super T, ? extends R> next) {
            return members -> next.apply(read(members));
        }
    }
}
