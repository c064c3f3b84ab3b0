package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A worker's answer to a chat, with what clients expect beyond it. */
record Completion(String id, long created, String model, JsonNode answer) {
    static Completion of(Result result, String model, Tools tools) throws IOException {
        Instant at = Objects.requireNonNullElse(
                result.job().completedAt(), result.job().updatedAt());
        JsonNode answer = result.json();
        if (!answer.path("choices").path(0).path("message").isObject()) {
            throw new IOException("the worker's answer is no chat completion");
        }
        String id = result.job().id();
        return new Completion(
                id(id), at.getEpochSecond(), model, tools.none() ? answer : ToolAnswer.of(answer, tools, id));
    }

    static String id(String jobId) {
        return "chatcmpl-" + jobId;
    }

    String content() {
        return message().path("content").asText("");
    }

    private JsonNode message() {
        return answer.path("choices").path(0).path("message");
    }

    ObjectNode whole() {
        ObjectNode whole = head("chat.completion");
        var choices = whole.putArray("choices");
        for (JsonNode choice : answer.path("choices")) {
            ObjectNode copy = choice.deepCopy();
            copy.putIfAbsent("logprobs", Json.mapper().nullNode());
            copy.putIfAbsent("finish_reason", Json.mapper().getNodeFactory().textNode("stop"));
            choices.add(copy);
        }
        if (answer.has("usage")) {
            whole.set("usage", answer.get("usage"));
        }
        return whole;
    }

    /** The data of one event of a stream, made while the answer is. */
    String piece(String text, boolean first, boolean withUsage) {
        ObjectNode delta = first ? Json.object().put("role", "assistant") : Json.object();
        ObjectNode chunk = chunk(delta.put("content", text), Json.mapper().nullNode());
        return Json.text(withUsage ? chunk.putNull("usage") : chunk);
    }

    /**
     * The data of the events of a stream, without its end mark.
     *
     * @param told how much of the text was told in pieces
     */
    List<String> chunks(int told, boolean withUsage) {
        List<ObjectNode> chunks = new ArrayList<>();
        JsonNode choice = answer.path("choices").path(0);
        ObjectNode delta = delta(told);
        if (!delta.isEmpty()) {
            chunks.add(chunk(delta, Json.mapper().nullNode()));
        }
        chunks.add(chunk(
                Json.object(),
                Json.mapper()
                        .getNodeFactory()
                        .textNode(choice.path("finish_reason").asText("stop"))));
        if (withUsage) {
            chunks.forEach(chunk -> chunk.putNull("usage"));
            ObjectNode last = head("chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", answer.path("usage").isObject() ? answer.get("usage") : noUsage());
            chunks.add(last);
        }
        return chunks.stream().map(Json::text).toList();
    }

    private ObjectNode delta(int told) {
        ObjectNode delta = Json.object().put("role", "assistant");
        delta.setAll((ObjectNode) message().deepCopy());
        int index = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            ((ObjectNode) call).put("index", index++); // pieces say which call they belong to
        }
        if (told > 0) {
            delta.remove("role");
            delta.put("content", content().substring(told));
            if (content().length() == told) {
                delta.remove("content");
            }
        }
        return delta;
    }

    private ObjectNode chunk(ObjectNode delta, JsonNode finish) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").set("finish_reason", finish);
        return chunk;
    }

    private ObjectNode head(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private static ObjectNode noUsage() {
        return Json.object().put("prompt_tokens", 0).put("completion_tokens", 0).put("total_tokens", 0);
    }
}
