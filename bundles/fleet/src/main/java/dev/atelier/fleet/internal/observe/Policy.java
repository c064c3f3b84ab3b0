package dev.atelier.fleet.internal.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What of a Worker's events browsers may see. */
@FunctionalInterface
public interface Policy {
    /** Passes everything, but blanks the folder a Worker greets with: it is a path of the runtime's host. */
    Policy DEFAULT = Policy::withoutFolder;

    /** The payload, another in its place, or null when browsers are to get nothing. */
    @Nullable
    JsonNode pass(JsonNode payload);

    private static JsonNode withoutFolder(JsonNode payload) {
        if (!payload.path("event").asText().equals("snapshot")
                || !payload.path("data").path("greeting").has("cwd")) {
            return payload;
        }
        JsonNode copy = payload.deepCopy();
        if (copy.path("data").path("greeting") instanceof ObjectNode greeting) {
            greeting.put("cwd", "");
        }
        return copy;
    }
}
