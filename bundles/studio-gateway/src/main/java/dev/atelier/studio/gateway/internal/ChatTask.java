package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chat completion as a task. */
final class ChatTask {
    private static final int MAX_STOPS = 16;
    private static final String ANY_OBJECT = "{\"type\":\"object\"}";

    private ChatTask() {}

    static Task.Llm of(Params body) {
        refuseWhatIsNotThere(body);
        int tokens = body.whole("max_tokens", Task.Llm.DEFAULT_MAX_TOKENS, 1, Integer.MAX_VALUE);
        Double temperature = body.number("temperature", 0, 2);
        return new Task.Llm(
                messages(body.get("messages")),
                null,
                body.whole("max_completion_tokens", tokens, 1, Integer.MAX_VALUE),
                temperature == null ? Task.Llm.DEFAULT_TEMPERATURE : temperature,
                body.number("top_p", 0, 1),
                body.texts("stop", MAX_STOPS),
                schema(body),
                body.text("reasoning_effort"),
                body.object("chat_template_kwargs"));
    }

    /** What would change the meaning of an answer is refused; what only tunes it is looked past. */
    private static void refuseWhatIsNotThere(Params body) {
        body.whole("n", 1, 1, Integer.MAX_VALUE);
        if (body.get("n").asInt(1) != 1) {
            throw Errors.unsupported("n", "n must be 1: this studio makes one answer a request");
        }
        for (String tools : List.of("tools", "functions")) {
            if (!body.get(tools).isEmpty()) {
                throw Errors.unsupported(tools, "tools are not supported here");
            }
        }
        if (body.get("logprobs").asBoolean()) {
            throw Errors.unsupported("logprobs", "logprobs are not supported here");
        }
        for (JsonNode modality : body.get("modalities")) {
            if (!modality.asText().equals("text")) {
                throw Errors.unsupported("modalities", "a chat is answered with text only here");
            }
        }
    }

    private static List<Task.Message> messages(JsonNode list) {
        if (list.isMissingNode() || list.isNull()) {
            throw Errors.missing("messages");
        }
        if (!list.isArray() || list.isEmpty()) {
            throw Errors.invalid("messages", "messages must be a list with at least one message");
        }
        List<Task.Message> messages = new ArrayList<>();
        for (JsonNode message : list) {
            String at = "messages[" + messages.size() + "]";
            if (!message.path("role").isTextual()) {
                throw Errors.invalid(at + ".role", at + " must have a role");
            }
            String role = message.path("role").textValue();
            // The newer name of the same thing; chat templates of open models know only the older one.
            messages.add(new Task.Message(
                    role.equals("developer") ? "system" : role, content(message.path("content"), at + ".content")));
        }
        return messages;
    }

    /** A text, or a list of parts with texts. */
    private static String content(JsonNode content, String at) {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw Errors.invalid(at, at + " must be a string or a list of text parts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText("text");
            if (!type.equals("text")) {
                throw Errors.unsupported(
                        at, at + " has a part of type " + word(type) + "; only text is supported here");
            }
            if (!part.path("text").isTextual()) {
                throw Errors.invalid(at, at + " has a part without a text");
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }

    private static String word(String type) {
        return type.matches("[a-z_]{1,40}") ? type : "unknown here";
    }

    private static @Nullable String schema(Params body) {
        if (!body.has("response_format")) {
            return null;
        }
        JsonNode format = body.get("response_format");
        return switch (format.path("type").asText()) {
            case "text" -> null;
            case "json_object" -> ANY_OBJECT;
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                if (!schema.isObject()) {
                    throw Errors.invalid(
                            "response_format.json_schema.schema",
                            "response_format.json_schema.schema must be an object");
                }
                yield Json.text(schema);
            }
            default ->
                throw Errors.unsupported(
                        "response_format.type", "response_format.type must be text, json_object or json_schema");
        };
    }
}
