package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import java.util.Optional;

/** Events of the Worker protocol: those the runtime makes itself, and what others mean for it. */
final class Payloads {
    /** What a Worker that nobody runs says. */
    static final String NOT_CONNECTED = "LLM execution is not connected: this runtime only keeps the catalogue.";

    private Payloads() {}

    static ObjectNode of(WorkerInput input) {
        return input.kind() == WorkerInput.Kind.USER ? userMessage(input.content()) : systemItem(input.content());
    }

    private static ObjectNode userMessage(String content) {
        ObjectNode event = Json.object().put("event", "user_message");
        event.putObject("data")
                .putArray("segments")
                .addObject()
                .put("kind", "text")
                .put("content", content);
        return event;
    }

    private static ObjectNode systemItem(String content) {
        ObjectNode event = Json.object().put("event", "system_item");
        event.putObject("data")
                .putObject("item")
                .put("kind", "embedded_worker_system_input")
                .put("content", content);
        return event;
    }

    static ObjectNode textDone(String text) {
        ObjectNode event = Json.object().put("event", "text_done");
        event.putObject("data").put("text", text);
        return event;
    }

    static ObjectNode snapshot(String workerId, String status) {
        ObjectNode event = Json.object().put("event", "snapshot");
        ObjectNode data = event.putObject("data");
        data.putArray("entries");
        ObjectNode greeting = data.putObject("greeting");
        greeting.put("worker_name", workerId).put("cwd", "");
        greeting.put("provider", "worker-runtime").put("model", "worker-runtime");
        greeting.put("scope_summary", "runtime worker observation").putArray("tools");
        greeting.put("context_window", 0).put("context_tokens", 0);
        data.put("status", status);
        return event;
    }

    /** Something that is said in an event, and who says it. */
    record Said(TranscriptEntry.Role role, String content) {}

    static Optional<Said> said(JsonNode event) {
        JsonNode data = event.path("data");
        return switch (event.path("event").asText()) {
            case "text_done" -> {
                String text = data.path("text").asText();
                yield Texts.isBlank(text)
                        ? Optional.empty()
                        : Optional.of(new Said(TranscriptEntry.Role.ASSISTANT, text));
            }
            case "tool_result" ->
                Optional.of(new Said(
                        TranscriptEntry.Role.SYSTEM,
                        "tool result " + data.path("id").asText() + ": "
                                + (data.path("is_error").asBoolean() ? "error: " : "")
                                + data.path("summary").asText()));
            case "error" ->
                Optional.of(new Said(
                        TranscriptEntry.Role.SYSTEM,
                        "error: " + data.path("message").asText()));
            default -> Optional.empty();
        };
    }

    static Optional<RunState> runState(JsonNode event) {
        JsonNode data = event.path("data");
        return switch (event.path("event").asText()) {
            case "status", "snapshot" ->
                switch (data.path("status").asText("idle")) {
                    case "idle" -> Optional.of(RunState.IDLE);
                    case "running", "paused" -> Optional.of(RunState.BUSY);
                    default -> Optional.empty();
                };
            case "run_end" ->
                switch (data.path("result").asText()) {
                    case "finished", "rolled_back" -> Optional.of(RunState.IDLE);
                    case "paused" -> Optional.of(RunState.BUSY);
                    case "limit_reached" -> Optional.of(RunState.ERRORED);
                    default -> Optional.empty();
                };
            case "error" -> Optional.of(RunState.ERRORED);
            default -> Optional.empty();
        };
    }
}
