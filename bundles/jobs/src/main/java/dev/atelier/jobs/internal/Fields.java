package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.api.HttpError;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of a generation request; what is wrong with one is a plain 400 that names it. */
final class Fields {
    private static final BigInteger UINT64 = BigInteger.ONE.shiftLeft(64);

    private final JsonNode json;

    Fields(JsonNode json) {
        if (!json.isObject()) {
            throw HttpError.plain(400, "bad input: the body must be a JSON object");
        }
        this.json = json;
    }

    static HttpError bad(String field, String problem) {
        return HttpError.plain(400, "bad input: " + field + " " + problem);
    }

    boolean has(String field) {
        return json.hasNonNull(field);
    }

    JsonNode get(String field) {
        return json.path(field);
    }

    String required(String field) {
        String value = text(field);
        if (value == null) {
            throw bad(field, "is missing");
        }
        return value;
    }

    @Nullable
    String text(String field) {
        if (!has(field)) {
            return null;
        }
        if (!json.path(field).isTextual()) {
            throw bad(field, "must be a text");
        }
        return json.path(field).textValue();
    }

    String text(String field, String otherwise) {
        String value = text(field);
        return value == null ? otherwise : value;
    }

    /** At least 1. */
    int size(String field, int otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw bad(field, "must be a whole number");
        }
        return Math.max(1, value.intValue());
    }

    @Nullable
    Double number(String field) {
        if (!has(field)) {
            return null;
        }
        double value = json.path(field).doubleValue();
        if (!json.path(field).isNumber() || Double.isInfinite(value)) {
            throw bad(field, "must be a number");
        }
        return value;
    }

    double number(String field, double otherwise) {
        Double value = number(field);
        return value == null ? otherwise : value;
    }

    /** 64 bits without a sign, as the bits of a long. */
    @Nullable
    Long seed(String field) {
        if (!has(field)) {
            return null;
        }
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber()
                || value.bigIntegerValue().signum() < 0
                || value.bigIntegerValue().compareTo(UINT64) >= 0) {
            throw bad(field, "must be a whole number below 2^64");
        }
        return value.bigIntegerValue().longValue();
    }

    /** A picture in the request itself; nothing is ever fetched for a caller. */
    @Nullable
    String picture(String field) {
        String url = text(field);
        if (url != null && !url.startsWith("data:image/")) {
            throw bad(field, "must be a data:image/...;base64, URL");
        }
        return url;
    }

    List<String> texts(String field) {
        if (!has(field)) {
            return List.of();
        }
        JsonNode list = json.path(field);
        if (list.isTextual()) {
            return List.of(list.textValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list) {
            if (!item.isTextual()) {
                throw bad(field, "must be a list of texts");
            }
            texts.add(item.textValue());
        }
        if (!list.isArray()) {
            throw bad(field, "must be a list of texts");
        }
        return texts;
    }

    @Nullable
    String object(String field) {
        if (!has(field)) {
            return null;
        }
        if (!json.path(field).isObject()) {
            throw bad(field, "must be an object");
        }
        return json.path(field).toString();
    }
}
