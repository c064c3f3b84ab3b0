package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON object somebody sent, member by member; what is wrong is 400 and names the member, never its value. */
record Body(JsonNode json) {
    static Body of(Exchange exchange) throws IOException {
        return of(exchange.json());
    }

    static Body of(JsonNode json) {
        if (!json.isObject()) {
            throw Refusals.bad("the body is not a JSON object");
        }
        return new Body(json);
    }

    /** For actions, whose body may be missing. */
    static Body ifAny(Exchange exchange) throws IOException {
        byte[] bytes = exchange.body(Exchange.MIB).readAllBytes();
        try {
            return bytes.length == 0 ? new Body(Json.object()) : of(Json.parse(bytes));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw Refusals.bad("the body is not a JSON document");
        }
    }

    boolean has(String name) {
        return !json.path(name).isMissingNode();
    }

    @Nullable
    String optionalText(String name, int max) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || value.textValue().length() > max || hasControls(value.textValue())) {
            throw Refusals.bad(name + " must be a text of at most " + max + " characters on one line");
        }
        return value.textValue();
    }

    String text(String name, int max) {
        String text = optionalText(name, max);
        if (text == null || text.isBlank()) {
            throw Refusals.bad(name + " is missing");
        }
        return text;
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw Refusals.bad(name + " must be true or false");
        }
        return value.booleanValue();
    }

    int whole(String name, int otherwise) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw Refusals.bad(name + " must be a whole number");
        }
        return value.intValue();
    }

    /** Zero or more. */
    double amount(String name, double otherwise) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue()) || value.doubleValue() < 0) {
            throw Refusals.bad(name + " must be a number, zero or more");
        }
        return value.doubleValue();
    }

    List<String> texts(String name, int max) {
        JsonNode value = json.path(name);
        if (!value.isArray() || value.size() > max) {
            throw Refusals.bad(name + " must be a list of at most " + max + " texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw Refusals.bad(name + " must be a list of texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    static void put(ObjectNode json, String name, @Nullable Object value) {
        json.put(name, value == null ? null : value.toString());
    }
}
