package dev.atelier.engine.gradio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.JobContext.Level;
import dev.atelier.engine.gradio.App.Function;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/** A function called through the app's queue: told what to do, then listened to until it is done. */
final class QueuedCall {
    private final Server server;
    private final String prefix;
    private final Function function;
    private final JobContext context;
    private final String session = UUID.randomUUID().toString().replace("-", "");
    private double furthest;

    QueuedCall(Server server, App app, Function function, JobContext context) {
        this.server = server;
        this.prefix = app.prefix();
        this.function = function;
        this.context = context;
    }

    /** What the function gave, one for each of its outputs. */
    JsonNode run(ArrayNode data) throws EngineException, Server.NotThere {
        ObjectNode request = Server.MAPPER.createObjectNode();
        request.set("data", data);
        request.put("fn_index", function.index()).put("session_hash", session);
        request.putNull("event_data").putNull("trigger_id");
        String event =
                server.post(prefix + "queue/join", request).path("event_id").asText("");
        boolean over = false;
        try {
            JsonNode result = server.listen(prefix + "queue/data?session_hash=" + session, in -> await(in, event));
            over = true;
            return result;
        } finally {
            if (!over && context.cancelled()) {
                cancel(event);
            }
        }
    }

    /** An app that does not know this goes on for nobody, as it would for a browser that was closed. */
    private void cancel(String event) {
        server.tell(
                prefix + "cancel",
                Server.MAPPER
                        .createObjectNode()
                        .put("event_id", event)
                        .put("session_hash", session)
                        .put("fn_index", function.index()));
    }

    private JsonNode await(InputStream in, String event) throws IOException, EngineException {
        EventStream events = new EventStream(in);
        for (JsonNode message = events.next(); message != null; message = events.next()) {
            context.checkCancelled();
            String whose = message.path("event_id").asText(event);
            if (!whose.equals(event) && !event.isEmpty() && !whose.equals("null")) {
                continue;
            }
            switch (message.path("msg").asText("")) {
                case "estimation" -> place(message);
                case "process_starts" -> context.progress(-1, "the app has begun");
                case "progress" -> progress(message.path("progress_data"));
                case "log" -> log(message);
                case "process_completed" -> {
                    return completed(message);
                }
                case "unexpected_error" -> throw failed(message.path("message"));
                case "queue_full" -> throw EngineException.failed("the app's queue is full", null);
                default -> {
                    // signs of life, pieces of what comes whole later, and what newer apps tell
                }
            }
        }
        throw EngineException.failed("gradio ended the connection before it was done", null);
    }

    private void place(JsonNode message) {
        int before = message.path("rank").asInt(0);
        context.progress(-1, before < 1 ? "next in the app's queue" : before + " before it in the app's queue");
    }

    /** An app may count in several bars at once, and begin anew; what was reached once is never taken back. */
    private void progress(JsonNode units) {
        JsonNode unit = units.path(0);
        double length = unit.path("length").asDouble(0);
        double done = unit.path("progress").isNumber()
                ? unit.path("progress").asDouble()
                : length > 0 ? unit.path("index").asDouble(0) / length : -1;
        String what = unit.path("desc").asText("");
        String text = what.isEmpty() || what.equals("null") ? "the app works on it" : what;
        if (done >= 0 && done <= 1) {
            furthest = Math.max(furthest, done);
            context.progress(furthest, text);
        } else {
            context.progress(-1, text);
        }
    }

    private void log(JsonNode message) {
        Level level = message.path("level").asText("").equals("warning") ? Level.WARN : Level.INFO;
        context.log(level, "the app says: " + message.path("log").asText(""));
    }

    private static JsonNode completed(JsonNode message) throws EngineException {
        JsonNode output = message.path("output");
        if (!message.path("success").asBoolean() || output.hasNonNull("error")) {
            throw failed(output.path("error"));
        }
        return output.path("data");
    }

    private static EngineException failed(JsonNode error) {
        String why = error.isTextual() && !error.textValue().isBlank() ? error.textValue() : "it does not say why";
        return EngineException.failed("the app failed: " + why, null);
    }
}
