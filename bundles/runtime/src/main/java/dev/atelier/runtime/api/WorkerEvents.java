package dev.atelier.runtime.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of the Worker protocol that tell what somebody at work says and does. */
public final class WorkerEvents {
    private WorkerEvents() {}

    public static ObjectNode status(boolean running) {
        return of("status", Json.object().put("status", running ? "running" : "idle"));
    }

    public static ObjectNode begins() {
        return of("invoke_start", Json.object().put("kind", "user_send"));
    }

    public static ObjectNode delta(String text) {
        return of("text_delta", Json.object().put("text", text));
    }

    public static ObjectNode said(String text) {
        return of("text_done", Json.object().put("text", text));
    }

    public static ObjectNode thinks() {
        return Json.object().put("event", "thinking_start");
    }

    public static ObjectNode thought(String text) {
        return of("thinking_done", Json.object().put("text", text));
    }

    /** Null for what is not known. */
    public static ObjectNode usage(@Nullable Long inputTokens, @Nullable Long outputTokens) {
        return of("usage", Json.object().put("input_tokens", inputTokens).put("output_tokens", outputTokens));
    }

    /** @param arguments JSON */
    public static List<ObjectNode> usesTool(String id, String name, String arguments) {
        return List.of(
                of("tool_call_start", Json.object().put("id", id).put("name", name)),
                of(
                        "tool_call_done",
                        Json.object().put("id", id).put("name", name).put("arguments", arguments)));
    }

    /** @param output all of it; null when the summary is all */
    public static ObjectNode toolSaid(String id, String summary, @Nullable String output, boolean error) {
        ObjectNode data = Json.object().put("id", id).put("summary", summary);
        if (output != null) {
            data.put("output", output);
        }
        return of("tool_result", data.put("is_error", error));
    }

    /** For people to look at; no part of the transcript. */
    public static ObjectNode warns(String message, long timestampMs) {
        return of(
                "alert",
                Json.object()
                        .put("level", "warn")
                        .put("source", "worker")
                        .put("message", message)
                        .put("timestamp_ms", timestampMs));
    }

    public static ObjectNode ends() {
        return of("run_end", Json.object().put("result", "finished"));
    }

    /** @param code as the protocol has it, such as {@code provider_error} */
    public static ObjectNode failed(String code, String message) {
        return of("error", Json.object().put("code", code).put("message", message));
    }

    /** What a new observer is shown first. */
    public static ObjectNode snapshot(Greeting greeting, boolean running, String live) {
        ObjectNode data = Json.object();
        data.putArray("entries");
        ObjectNode shown = data.putObject("greeting");
        shown.put("worker_name", greeting.worker())
                .put("cwd", "")
                .put("provider", greeting.provider())
                .put("model", greeting.model())
                .put("scope_summary", greeting.scope());
        shown.putArray("tools");
        shown.put("context_window", 0).put("context_tokens", 0);
        data.put("status", running ? "running" : "idle");
        if (running && !live.isEmpty()) {
            data.putObject("in_flight")
                    .putArray("blocks")
                    .addObject()
                    .put("kind", "text")
                    .put("text", live);
        }
        return of("snapshot", data);
    }

    /**
     * Who a Worker is.
     *
     * @param scope what it may do, for people
     */
    public record Greeting(String worker, String provider, String model, String scope) {}

    private static ObjectNode of(String event, ObjectNode data) {
        ObjectNode node = Json.object().put("event", event);
        node.set("data", data);
        return node;
    }
}
