package dev.atelier.runtime.engines.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;

/** Events of the Worker protocol, as far as a conversation has them. */
final class Events {
    private Events() {}

    static ObjectNode status(boolean running) {
        return of("status", Json.object().put("status", running ? "running" : "idle"));
    }

    static ObjectNode begins() {
        return of("invoke_start", Json.object().put("kind", "user_send"));
    }

    static ObjectNode delta(String text) {
        return of("text_delta", Json.object().put("text", text));
    }

    static ObjectNode said(String text) {
        return of("text_done", Json.object().put("text", text));
    }

    static ObjectNode thinks() {
        return Json.object().put("event", "thinking_start");
    }

    static ObjectNode thought(String text) {
        return of("thinking_done", Json.object().put("text", text));
    }

    static ObjectNode usage(JsonNode usage) {
        ObjectNode data = Json.object();
        data.set("input_tokens", count(usage.path("prompt_tokens")));
        data.set("output_tokens", count(usage.path("completion_tokens")));
        return of("usage", data);
    }

    static ObjectNode ends() {
        return of("run_end", Json.object().put("result", "finished"));
    }

    static ObjectNode failed(String message) {
        return of("error", Json.object().put("code", "provider_error").put("message", message));
    }

    /** @param live what of an answer has been made so far, empty when none is being made */
    static ObjectNode snapshot(String worker, String model, boolean running, String live) {
        ObjectNode data = Json.object();
        data.putArray("entries");
        ObjectNode greeting = data.putObject("greeting");
        greeting.put("worker_name", worker)
                .put("cwd", "")
                .put("provider", "worker-engines")
                .put("model", model)
                .put("scope_summary", "conversation with a model of this host");
        greeting.putArray("tools");
        greeting.put("context_window", 0).put("context_tokens", 0);
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

    private static JsonNode count(JsonNode number) {
        return number.isIntegralNumber() ? number : Json.object().nullNode();
    }

    private static ObjectNode of(String event, ObjectNode data) {
        ObjectNode node = Json.object().put("event", event);
        node.set("data", data);
        return node;
    }
}
