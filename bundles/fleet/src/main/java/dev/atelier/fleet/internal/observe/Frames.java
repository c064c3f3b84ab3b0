package dev.atelier.fleet.internal.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.shape.Feed;

/** What browsers get, as text. */
public final class Frames {
    private Frames() {}

    static String event(String runtimeId, String workerId, String cursor, String eventId, JsonNode payload) {
        ObjectNode json = Json.object().put("kind", "event");
        json.putObject("envelope")
                .put("cursor", cursor)
                .put("event_id", eventId)
                .put("runtime_id", runtimeId)
                .put("worker_id", workerId)
                .set("payload", payload);
        return json.toString();
    }

    public static String diagnostic(Feed.Code code) {
        ObjectNode json = Json.object().put("kind", "diagnostic");
        json.putObject("diagnostic").put("code", code.wire()).put("message", code.message());
        return json.toString();
    }
}
