package dev.atelier.engine.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Task;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON around a chat: messages on their way in, the answer on its way out. */
final class Chat {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Chat() {}

    /** {@code {"messages": …}}, the system prompt first. */
    static String messages(Task.Llm task) {
        ObjectNode body = MAPPER.createObjectNode();
        var messages = body.putArray("messages");
        if (task.system() != null) {
            messages.addObject().put("role", "system").put("content", task.system());
        }
        for (Task.Message message : task.messages()) {
            messages.addObject().put("role", message.role()).put("content", message.content());
        }
        return body.toString();
    }

    /** What the template is told, the request's over the model's. */
    static ObjectNode arguments(@Nullable String ofModel, @Nullable String ofRequest) throws EngineException {
        ObjectNode values = MAPPER.createObjectNode();
        overlay(values, ofModel);
        overlay(values, ofRequest);
        return values;
    }

    /**
     * The model's template with its arguments put before it; null to leave it to the model. The library knows no
     * arguments of templates, but a template may set its own.
     */
    static @Nullable String template(String own, ObjectNode values) throws EngineException {
        if (values.isEmpty()) {
            return null;
        }
        StringBuilder head = new StringBuilder();
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            if (!value.getKey().matches("[A-Za-z_][A-Za-z0-9_]{0,99}")) {
                throw wrongTemplate("there can be no argument " + value.getKey());
            }
            String literal =
                    value.getValue().isNull() ? "none" : value.getValue().toString();
            head.append("{%- set ")
                    .append(value.getKey())
                    .append(" = ")
                    .append(literal)
                    .append(" -%}");
        }
        return head + own;
    }

    private static void overlay(ObjectNode values, @Nullable String json) throws EngineException {
        if (json == null) {
            return;
        }
        try {
            JsonNode more = MAPPER.readTree(json);
            if (!more.isObject()) {
                throw wrongTemplate("its arguments are no JSON object");
            }
            values.setAll((ObjectNode) more);
        } catch (IOException e) {
            throw wrongTemplate("its arguments are not JSON");
        }
    }

    static EngineException wrongTemplate(String what) {
        return new EngineException("chat_template", "chat template: " + what, false);
    }

    /** What a back end made of a chat. */
    record Answer(long promptTokens, long tokens, boolean ended) {}

    static String completion(String model, Reply reply, Answer answer, long elapsedMs) {
        ObjectNode body =
                MAPPER.createObjectNode().put("object", "chat.completion").put("model", model);
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        ObjectNode message =
                choice.putObject("message").put("role", "assistant").put("content", reply.content());
        String reasoning = reply.reasoning();
        if (reasoning != null) {
            message.put("reasoning_content", reasoning);
        }
        choice.put("finish_reason", answer.ended() ? "stop" : "length");
        body.putObject("usage")
                .put("prompt_tokens", answer.promptTokens())
                .put("completion_tokens", answer.tokens())
                .put("total_tokens", answer.promptTokens() + answer.tokens());
        return body.put("elapsed_ms", elapsedMs).toString();
    }
}
