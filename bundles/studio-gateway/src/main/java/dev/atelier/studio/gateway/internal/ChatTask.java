package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Task;
import org.jspecify.annotations.Nullable;

/** A chat completion as a task. */
final class ChatTask {
    private static final int MAX_STOPS = 16;
    private static final String ANY_OBJECT = "{\"type\":\"object\"}";

    private ChatTask() {}

    static Task.Llm of(Params body, Tools tools) {
        refuseWhatIsNotThere(body);
        int tokens = body.whole("max_tokens", Task.Llm.DEFAULT_MAX_TOKENS, 1, Integer.MAX_VALUE);
        Double temperature = body.number("temperature", 0, 2);
        return new Task.Llm(
                ChatMessages.of(body.get("messages"), tools),
                null,
                body.whole("max_completion_tokens", tokens, 1, Integer.MAX_VALUE),
                temperature == null ? Task.Llm.DEFAULT_TEMPERATURE : temperature,
                body.number("top_p", 0, 1),
                body.texts("stop", MAX_STOPS),
                schema(body, tools),
                body.text("reasoning_effort"),
                body.object("chat_template_kwargs"));
    }

    /** What would change the meaning of an answer is refused; what only tunes it is looked past. */
    private static void refuseWhatIsNotThere(Params body) {
        body.whole("n", 1, 1, Integer.MAX_VALUE);
        if (body.get("n").asInt(1) != 1) {
            throw Errors.unsupported("n", "n must be 1: this studio makes one answer a request");
        }
        if (!body.get("functions").isEmpty()) {
            throw Errors.unsupported("functions", "functions are not supported here; say tools");
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

    private static @Nullable String schema(Params body, Tools tools) {
        if (!body.has("response_format")) {
            return tools.none() ? null : tools.schema();
        }
        JsonNode format = body.get("response_format");
        String type = format.path("type").asText();
        if (!tools.none() && !type.equals("text")) {
            throw Errors.unsupported("response_format", "response_format and tools do not go together here");
        }
        return switch (type) {
            case "text" -> tools.none() ? null : tools.schema();
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
