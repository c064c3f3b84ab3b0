package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.util.Optional;

/** One JSON object a line, among noise and broken lines, none of which ends a run. */
final class JsonLines implements LineReader {
    private static final int SHOWN = 200;

    private final Session session;
    private final EventReader events;
    /** What follows a broken line is more of it, up to the next thing that can be JSON. */
    private boolean broken;

    JsonLines(Session session, EventReader events) {
        this.session = session;
        this.events = events;
    }

    @Override
    public void line(String raw) {
        String line = raw.strip();
        if (line.isEmpty()) {
            return;
        }
        session.weight(line.length());
        if (line.startsWith("{")) {
            Optional<JsonNode> object = parsed(line).filter(JsonNode::isObject);
            broken = object.isEmpty();
            object.ifPresentOrElse(this::event, () -> malformed(line));
        } else if (line.startsWith("[")) {
            broken = false;
            parsed(line)
                    .filter(JsonLines::ofObjects)
                    .ifPresentOrElse(all -> all.forEach(this::event), () -> noise(line));
        } else if (!broken) {
            noise(line);
        }
    }

    private void event(JsonNode event) {
        String type = Values.text(event, "type");
        events.event(type == null ? "" : type, event);
    }

    private void malformed(String line) {
        String safe = session.masked(line);
        int points = safe.codePointCount(0, safe.length());
        String shown = points <= SHOWN ? safe : safe.substring(0, safe.offsetByCodePoints(0, SHOWN)) + "…";
        session.error("malformed agent output: " + shown);
    }

    private void noise(String line) {
        String text = Ansi.stripped(line).strip();
        if (!text.isEmpty()) {
            session.noise(text);
        }
    }

    private static boolean ofObjects(JsonNode json) {
        return json.isArray() && Values.elements(json).stream().allMatch(JsonNode::isObject);
    }

    private static Optional<JsonNode> parsed(String line) {
        try {
            return Optional.of(Json.parse(line));
        } catch (IOException e) {
            // broken lines are expected, and told by whoever asked
            return Optional.empty();
        }
    }
}
