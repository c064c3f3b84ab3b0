package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Frames of observers as JSON. */
public final class ObservationJson {
    private ObservationJson() {}

    public static ObjectNode write(ObservationFrame frame) {
        return frame.fold(ObservationJson::event, ObservationJson::diagnostic);
    }

    private static ObjectNode event(ObservationFrame.Event event) {
        ObjectNode node = RuntimeJson.object().put("kind", "event");
        ObjectNode envelope = node.putObject("envelope");
        envelope.put("cursor", event.cursor());
        envelope.put("event_id", event.eventId());
        envelope.put("worker_id", event.workerId());
        envelope.set("payload", event.payload());
        return node;
    }

    private static ObjectNode diagnostic(ObservationFrame.Diagnostic diagnostic) {
        ObjectNode node = RuntimeJson.object().put("kind", "diagnostic");
        node.putObject("diagnostic").put("code", diagnostic.code()).put("message", diagnostic.message());
        return node;
    }

    /** Reads a frame. Later runtimes leave the cursor out; the event's id stands for it then. */
    public static ObservationFrame frame(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "frame");
        switch (members.text("kind")) {
            case "event" -> {
                Members envelope = members.object("envelope");
                String eventId = envelope.text("event_id");
                String cursor = envelope.maybeText("cursor");
                JsonNode payload = node.path("envelope").path("payload");
                if (!(payload instanceof ObjectNode object)) {
                    throw new MalformedRuntimeJson("payload is no object");
                }
                return new ObservationFrame.Event(
                        cursor == null ? eventId : cursor, eventId, envelope.text("worker_id"), object);
            }
            case "diagnostic" -> {
                Members diagnostic = members.object("diagnostic");
                return new ObservationFrame.Diagnostic(diagnostic.text("code"), diagnostic.text("message"));
            }
            default -> throw new MalformedRuntimeJson("frame: kind is no known word");
        }
    }
}
