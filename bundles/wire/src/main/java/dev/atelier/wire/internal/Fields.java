package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.wire.api.MalformedJson;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One JSON object being read, and the path that leads to it. */
final class Fields {
    private static final BigInteger MAX_UINT64 =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private static final int MAX_ID = 512;

    private final JsonNode object;
    private final String path;

    private Fields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    static Fields of(@Nullable JsonNode json, String path) throws MalformedJson {
        if (json == null || !json.isObject()) {
            throw new MalformedJson(path, "must be an object");
        }
        return new Fields(json, path);
    }

    MalformedJson wrong(String name, String problem) {
        return new MalformedJson(path(name), problem);
    }

    String text(String name) throws MalformedJson {
        return asText(name, required(name));
    }

    String text(String name, String otherwise) throws MalformedJson {
        JsonNode value = object.get(name);
        return value == null ? otherwise : asText(name, value);
    }

    @Nullable
    String optionalText(String name) throws MalformedJson {
        JsonNode value = optional(name);
        return value == null ? null : asText(name, value);
    }

    /** A text that can stand as one segment of a path, as ids do. */
    String id(String name) throws MalformedJson {
        String id = text(name);
        if (id.isBlank() || id.length() > MAX_ID || id.equals(".") || id.equals("..") || unspeakable(id)) {
            throw wrong(name, "is not an id");
        }
        return id;
    }

    /** Control characters, and halves of surrogate pairs, which no path can carry. */
    private static boolean unspeakable(String id) {
        return id.codePoints()
                .anyMatch(each -> Character.isISOControl(each)
                        || (each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE));
    }

    double number(String name) throws MalformedJson {
        return asNumber(name, required(name));
    }

    boolean flag(String name) throws MalformedJson {
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw wrong(name, "must be true or false");
        }
        return value.booleanValue();
    }

    boolean flag(String name, boolean otherwise) throws MalformedJson {
        Boolean value = optionalFlag(name);
        return value == null ? otherwise : value;
    }

    List<String> texts(String name) throws MalformedJson {
        required(name);
        return optionalTexts(name);
    }

    <E> E oneOf(String name, String text, E[] values, Function<E, String> wireName) throws MalformedJson {
        for (E value : values) {
            if (wireName.apply(value).equals(text)) {
                return value;
            }
        }
        throw wrong(name, "is not one of the words known here");
    }

    Fields object(String name) throws MalformedJson {
        return of(required(name), path(name));
    }

    JsonNode json(String name) throws MalformedJson {
        return required(name);
    }

    /** The lists of texts that stand below the names of an object. */
    Map<String, List<String>> textsByName(String name) throws MalformedJson {
        JsonNode value = optional(name);
        if (value == null) {
            return Map.of();
        }
        Fields lists = of(value, path(name));
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (var names = value.fieldNames(); names.hasNext(); ) {
            String each = names.next();
            byName.put(each, lists.optionalTexts(each));
        }
        return byName;
    }

    /** Of either sign. */
    int whole(String name) throws MalformedJson {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, "must be a whole number");
        }
        return value.intValue();
    }

    int unsigned(String name, int otherwise) throws MalformedJson {
        JsonNode value = object.get(name);
        return value == null ? otherwise : asUnsigned(name, value);
    }

    @Nullable
    Integer optionalUnsigned(String name) throws MalformedJson {
        JsonNode value = optional(name);
        return value == null ? null : Integer.valueOf(asUnsigned(name, value));
    }

    /** All 64 bits; as unsigned as the text it came from. */
    @Nullable
    Long optionalUint64(String name) throws MalformedJson {
        JsonNode value = optional(name);
        if (value == null) {
            return null;
        }
        BigInteger number = integer(name, value);
        if (number.compareTo(MAX_UINT64) > 0) {
            throw wrong(name, "is larger than 64 bits hold");
        }
        return number.longValue();
    }

    /** A count, which also Java's signed numbers must hold. */
    @Nullable
    Long optionalCount(String name) throws MalformedJson {
        Long bits = optionalUint64(name);
        if (bits != null && bits < 0) {
            throw wrong(name, "is too large");
        }
        return bits;
    }

    double number(String name, double otherwise) throws MalformedJson {
        JsonNode value = object.get(name);
        return value == null ? otherwise : asNumber(name, value);
    }

    @Nullable
    Double optionalNumber(String name) throws MalformedJson {
        JsonNode value = optional(name);
        return value == null ? null : Double.valueOf(asNumber(name, value));
    }

    @Nullable
    Boolean optionalFlag(String name) throws MalformedJson {
        JsonNode value = optional(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "must be true or false");
        }
        return value == null ? null : Boolean.valueOf(value.booleanValue());
    }

    /** Any JSON, as its text. */
    @Nullable
    String optionalJson(String name) {
        JsonNode value = optional(name);
        return value == null ? null : value.toString();
    }

    @Nullable
    String optionalJsonObject(String name) throws MalformedJson {
        JsonNode value = optional(name);
        if (value != null && !value.isObject()) {
            throw wrong(name, "must be an object");
        }
        return value == null ? null : value.toString();
    }

    List<String> optionalTexts(String name) throws MalformedJson {
        JsonNode value = optional(name);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array(name, value)) {
            texts.add(asText(name + "[" + texts.size() + "]", each));
        }
        return texts;
    }

    List<Fields> objects(String name) throws MalformedJson {
        return objects(name, required(name));
    }

    /** None when the field is absent. */
    List<Fields> objectsIfAny(String name) throws MalformedJson {
        JsonNode value = object.get(name);
        return value == null ? List.of() : objects(name, value);
    }

    /** An empty object when the field is absent. */
    Fields objectIfAny(String name) throws MalformedJson {
        JsonNode value = object.get(name);
        return value == null ? new Fields(Numbers.object(), path(name)) : of(value, path(name));
    }

    private List<Fields> objects(String name, JsonNode value) throws MalformedJson {
        List<Fields> objects = new ArrayList<>();
        for (JsonNode each : array(name, value)) {
            objects.add(of(each, path(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    private JsonNode required(String name) throws MalformedJson {
        JsonNode value = object.get(name);
        if (value == null) {
            throw wrong(name, "is missing");
        }
        return value;
    }

    private @Nullable JsonNode optional(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private JsonNode array(String name, JsonNode value) throws MalformedJson {
        if (!value.isArray()) {
            throw wrong(name, "must be an array");
        }
        return value;
    }

    private String asText(String name, JsonNode value) throws MalformedJson {
        if (!value.isTextual()) {
            throw wrong(name, "must be a string");
        }
        return value.textValue();
    }

    private int asUnsigned(String name, JsonNode value) throws MalformedJson {
        BigInteger number = integer(name, value);
        if (number.bitLength() >= Integer.SIZE) {
            throw wrong(name, "is too large");
        }
        return number.intValue();
    }

    private BigInteger integer(String name, JsonNode value) throws MalformedJson {
        if (!value.isIntegralNumber() || value.bigIntegerValue().signum() < 0) {
            throw wrong(name, "must be a whole number, zero or more");
        }
        return value.bigIntegerValue();
    }

    private double asNumber(String name, JsonNode value) throws MalformedJson {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(name, "must be a number");
        }
        return value.doubleValue();
    }

    private String path(String name) {
        return path + "." + name;
    }
}
