package dev.atelier.engine.agent.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is written to an agent that reads JSON lines. */
public final class AgentInput {
    private AgentInput() {}

    /** Something the user says. */
    public static byte[] says(String text) {
        ObjectNode line = Json.object().put("type", "user");
        line.putObject("message")
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", text);
        return line(line);
    }

    /** Leave to use a tool, with the input just as it was asked for. */
    public static byte[] allowed(String requestId, JsonNode input) {
        ObjectNode response = Json.object().put("behavior", "allow");
        response.set("updatedInput", input);
        return answer(requestId, response);
    }

    /** Answers to the questions of one request, by question. */
    public static byte[] answered(String requestId, JsonNode input, Map<String, String> answers) {
        ObjectNode updated = input.isObject() ? ((ObjectNode) input).deepCopy() : Json.object();
        ObjectNode told = updated.putObject("answers");
        answers.forEach(told::put);
        return allowed(requestId, updated);
    }

    public static byte[] denied(String requestId, String message) {
        return answer(requestId, Json.object().put("behavior", "deny").put("message", message));
    }

    /** Asks it to stop what it is doing. */
    public static byte[] interrupt(String requestId) {
        ObjectNode line = Json.object().put("type", "control_request").put("request_id", requestId);
        line.putObject("request").put("subtype", "interrupt");
        return line(line);
    }

    private static byte[] answer(String requestId, ObjectNode response) {
        ObjectNode line = Json.object().put("type", "control_response");
        line.putObject("response")
                .put("subtype", "success")
                .put("request_id", requestId)
                .set("response", response);
        return line(line);
    }

    private static byte[] line(ObjectNode line) {
        return (Json.text(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
