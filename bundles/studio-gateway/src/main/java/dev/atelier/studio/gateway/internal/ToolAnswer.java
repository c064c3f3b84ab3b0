package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.io.IOException;

/** An answer of a model that could call functions, as clients expect it. */
final class ToolAnswer {
    private ToolAnswer() {}

    /** What is no JSON of the agreed kind, as of an engine that knows no schemas, stays what was said. */
    static JsonNode of(JsonNode answer, Tools tools, String id) {
        JsonNode said = parsed(answer);
        JsonNode called = said.path(Tools.CALL);
        boolean known = called.isTextual()
                && tools.functions().stream().anyMatch(each -> each.name().equals(called.textValue()));
        if (!known && !said.path(Tools.SAY).isTextual()) {
            return answer;
        }
        ObjectNode changed = answer.deepCopy();
        ObjectNode choice = (ObjectNode) changed.path("choices").path(0);
        ObjectNode message = (ObjectNode) choice.path("message");
        if (known) {
            message.putNull("content");
            message.set("tool_calls", Json.mapper().createArrayNode().add(call(said, called.textValue(), id)));
            choice.put("finish_reason", "tool_calls");
        } else {
            message.put("content", said.path(Tools.SAY).textValue());
        }
        return changed;
    }

    private static ObjectNode call(JsonNode said, String name, String id) {
        JsonNode arguments = said.path(Tools.WITH);
        ObjectNode call = Json.object().put("id", "call-" + id).put("type", "function");
        call.putObject("function")
                .put("name", name)
                .put("arguments", Json.text(arguments.isObject() ? arguments : Json.object()));
        return call;
    }

    private static JsonNode parsed(JsonNode answer) {
        try {
            return Json.parse(answer.path("choices")
                    .path(0)
                    .path("message")
                    .path("content")
                    .asText());
        } catch (IOException e) {
            return Json.mapper().missingNode();
        }
    }
}
