package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.api.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON object somebody sent; what is wrong with it is named, never its value. */
record Body(JsonNode json, String code) {
    /** @param code of what is refused */
    static Body of(Exchange exchange, String code) throws IOException {
        return of(exchange.json(), code);
    }

    static Body of(JsonNode json, String code) {
        if (!json.isObject()) {
            throw AgentRoute.bad("bad_request", "the body is not a JSON object");
        }
        return new Body(json, code);
    }

    String text(String name, int most) {
        String text = optionalText(name, most);
        if (text == null || text.isBlank()) {
            throw AgentRoute.bad(code, name + " is missing");
        }
        return text;
    }

    /** Of several lines, if need be. */
    @Nullable
    String optionalText(String name, int most) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().length() > most
                || value.textValue().indexOf('\0') >= 0) {
            throw AgentRoute.bad(code, name + " must be a text of at most " + most + " characters");
        }
        return value.textValue();
    }

    String line(String name, int most) {
        return onOneLine(name, text(name, most));
    }

    @Nullable
    String optionalLine(String name, int most) {
        String text = optionalText(name, most);
        return text == null ? null : onOneLine(name, text);
    }

    private String onOneLine(String name, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw AgentRoute.bad(code, name + " must be on one line");
        }
        return text;
    }

    List<Body> objects(String name, int most) {
        JsonNode value = json.path(name);
        if (!value.isArray() || value.isEmpty() || value.size() > most) {
            throw AgentRoute.bad(code, name + " must be a list of 1 to " + most);
        }
        List<Body> objects = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isObject()) {
                throw AgentRoute.bad(code, name + " must be a list of objects");
            }
            objects.add(new Body(each, code));
        }
        return objects;
    }
}
