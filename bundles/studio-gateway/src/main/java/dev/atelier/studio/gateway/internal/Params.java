package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, out of JSON or a form; what is wrong with one is a 400 that names it. */
final class Params {
    /** With the files in it. */
    static final long MAX_FORM = 64 * Exchange.MIB;
    /** A job has at most 1 MiB of text, which JSON may tell in more bytes; no picture comes this way. */
    static final long MAX_JSON = 4 * Exchange.MIB;

    private static final BigInteger UINT64 = BigInteger.ONE.shiftLeft(64);
    private static final int MAX_DIGITS = 64;

    private final JsonNode json;

    private Params(JsonNode json) {
        this.json = json;
    }

    static Params of(Exchange exchange) throws IOException {
        return of(exchange.json(MAX_JSON));
    }

    static Params of(JsonNode json) {
        if (!json.isObject()) {
            throw HttpError.json(400, "invalid_json", "the body must be a JSON object");
        }
        return new Params(json);
    }

    /** A form has only texts: those that look like numbers and are to be numbers are taken for them. */
    static Params of(Exchange.Form form, Set<String> texts, Set<String> numbers) {
        ObjectNode json = Json.object();
        texts.forEach(name -> form.field(name).ifPresent(value -> json.put(name, value)));
        numbers.forEach(name -> form.field(name).ifPresent(value -> put(json, name, value)));
        return new Params(json);
    }

    private static void put(ObjectNode json, String name, String value) {
        try {
            if (value.length() <= MAX_DIGITS) {
                BigDecimal number = new BigDecimal(value.strip());
                if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
                    BigDecimal plain = number.stripTrailingZeros();
                    if (plain.scale() <= 0) {
                        json.put(name, plain.toBigInteger());
                    } else {
                        json.put(name, plain);
                    }
                    return;
                }
            }
        } catch (NumberFormatException e) {
            // The text stays, and whoever wants a number there says so.
        }
        json.put(name, value);
    }

    boolean has(String name) {
        return json.hasNonNull(name);
    }

    JsonNode get(String name) {
        return json.path(name);
    }

    String required(String name) {
        String value = text(name);
        if (value == null) {
            throw Errors.missing(name);
        }
        return value;
    }

    @Nullable
    String text(String name) {
        if (!has(name)) {
            return null;
        }
        if (!json.path(name).isTextual()) {
            throw Errors.invalid(name, name + " must be a string");
        }
        return json.path(name).textValue();
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    String oneOf(String name, String otherwise, List<String> known) {
        String value = text(name, otherwise);
        if (!known.contains(value)) {
            throw Errors.unsupported(name, name + " must be one of " + String.join(", ", known));
        }
        return value;
    }

    boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        JsonNode value = json.path(name);
        if (!value.isBoolean()
                && !value.asText().equals("true")
                && !value.asText().equals("false")) {
            throw Errors.invalid(name, name + " must be true or false");
        }
        return value.asBoolean();
    }

    int whole(String name, int otherwise, int min, int max) {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw Errors.invalid(name, name + " must be a whole number from " + min + " to " + max);
        }
        return value.intValue();
    }

    @Nullable
    Double number(String name, double min, double max) {
        if (!has(name)) {
            return null;
        }
        double value = json.path(name).doubleValue();
        if (!json.path(name).isNumber() || !(value >= min && value <= max)) {
            throw Errors.invalid(name, name + " must be a number from " + min + " to " + max);
        }
        return value;
    }

    /** 64 bits without a sign, as the bits of a long. */
    @Nullable
    Long seed(String name) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber()
                || value.bigIntegerValue().signum() < 0
                || value.bigIntegerValue().compareTo(UINT64) >= 0) {
            throw Errors.invalid(name, name + " must be a whole number from 0 and below 2^64");
        }
        return value.bigIntegerValue().longValue();
    }

    List<String> texts(String name, int max) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode list = json.path(name);
        if (list.isTextual()) {
            return List.of(list.textValue());
        }
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.isTextual() ? item.textValue() : ""));
        if (!list.isArray() || texts.size() > max || texts.contains("")) {
            throw Errors.invalid(name, name + " must be a string or a list of at most " + max + " strings");
        }
        return texts;
    }

    /** An object as its text. */
    @Nullable
    String object(String name) {
        if (!has(name)) {
            return null;
        }
        if (!json.path(name).isObject()) {
            throw Errors.invalid(name, name + " must be an object");
        }
        return Json.text(json.path(name));
    }
}
