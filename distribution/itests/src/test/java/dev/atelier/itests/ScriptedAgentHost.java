package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A worker that takes agent tasks, as a studio hears it: a test says what its agents do. */
final class ScriptedAgentHost {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI rpc;
    private final String id;
    private final String token;
    private int calls;

    private ScriptedAgentHost(URI rpc, String id, String token) {
        this.rpc = rpc;
        this.id = id;
        this.token = token;
    }

    /** Let in by the studio's administrator; it takes no tasks before it has registered for them. */
    static ScriptedAgentHost join(Atelier studio) throws Exception {
        String secret = "a secret of a test";
        String door = studio.origin() + "/graphics/api/workers/";
        String request = send(door + "register-request", "", StudioSamples.registration(secret))
                .path("requestId")
                .asText();
        assertThat(studio.call("POST", "/studio/workers/pending/" + request + "/approve", Map.of())
                        .statusCode())
                .isEqualTo(200);
        JsonNode identity = send(door + "register-requests/" + request, secret, null);
        return new ScriptedAgentHost(
                URI.create(studio.origin() + "/rpc"),
                identity.path("workerId").asText(),
                identity.path("authToken").asText());
    }

    private static JsonNode send(String url, String bearer, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json");
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (body != null) {
            request.POST(BodyPublishers.ofString(body));
        }
        return Atelier.JSON.readTree(
                HTTP.send(request.build(), BodyHandlers.ofString()).body());
    }

    ObjectNode params() {
        return Atelier.JSON.createObjectNode().put("worker_id", id);
    }

    JsonNode call(String method, ObjectNode params) throws Exception {
        ObjectNode call = Atelier.JSON
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", "c-" + ++calls)
                .put("method", method);
        call.set("params", params);
        JsonNode answer = send(rpc.toString(), token, call.toString());
        assertThat(answer.has("error")).as(method + ": " + answer).isFalse();
        return answer.path("result");
    }

    void register(String name) throws Exception {
        ObjectNode params = params().put("name", name).put("endpoint_url", "http://127.0.0.1:1");
        params.putArray("agents").add("claude_code");
        params.putObject("capacity").put("max_concurrent_tasks", 8);
        call("worker.register", params);
    }

    /** Takes the task that waits. */
    Run take() throws Exception {
        JsonNode given = call("worker.getTask", params());
        assertThat(given.path("task").isObject()).as(given.toString()).isTrue();
        return new Run(given);
    }

    /** A task it has, and what its agent says and asks. */
    final class Run {
        private final JsonNode given;
        private int seq;

        private Run(JsonNode given) {
            this.given = given;
        }

        ObjectNode about() {
            return params().put("task_id", given.path("task").path("id").asText())
                    .put("session_id", given.path("session_id").asText())
                    .put("assignment_id", given.path("assignment_id").asText());
        }

        /** @param events each a JSON object, those of a tool with its call's id in front: {@code c1 {…}} */
        void tells(String... events) throws Exception {
            ObjectNode params = about();
            ArrayNode told = params.putArray("events");
            for (String event : events) {
                int json = event.indexOf('{');
                ObjectNode entry = told.addObject()
                        .put("seq", ++seq)
                        .put("timestamp", Instant.now().toString())
                        .put("source", "agent");
                entry.set("event", Atelier.JSON.readTree(event.substring(json)));
                if (json > 0) {
                    entry.putObject("meta")
                            .put("call_id", event.substring(0, json).strip());
                }
            }
            assertThat(call("worker.reportEvents", params).path("last_seq").asInt())
                    .isEqualTo(seq);
        }

        /** @return the question's id */
        String asks(String type, String prompt, List<String> options) throws Exception {
            ObjectNode params = about().put("prompt", prompt).put("input_type", type);
            options.forEach(params.putArray("options")::add);
            return call("worker.createTtyInputRequest", params)
                    .path("request")
                    .path("id")
                    .asText();
        }

        /** Waits for the answer as workers do. */
        String answer(String question) throws Exception {
            JsonNode request = call(
                            "worker.getTtyInput",
                            params().put("request_id", question).put("wait_secs", 25))
                    .path("request");
            assertThat(request.path("status").asText()).isEqualTo("responded");
            return request.path("response").asText();
        }

        void runs() throws Exception {
            call("worker.reportStatus", about().put("status", "in_progress").put("execution_state", "running"));
        }

        /** Hands in what it has done. */
        void succeeds() throws Exception {
            ObjectNode end = about().put("status", "in_review")
                    .put("execution_state", "succeeded")
                    .put("base_commit", "4f2a9c1e7b6d5a3c2f1e0d9c8b7a6f5e4d3c2b1a")
                    .put("end_commit", "9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d")
                    .put("branch_name", "delidev/work")
                    .put("has_changes", true)
                    .put("changed_files", 2)
                    .put("insertions", 12)
                    .put("deletions", 3);
            end.putObject("usage").put("input_tokens", 18_204).put("output_tokens", 912);
            call("worker.reportStatus", end);
        }

        void fails(String code, String error) throws Exception {
            call(
                    "worker.reportStatus",
                    about().put("status", "in_progress")
                            .put("execution_state", "failed")
                            .put("error_code", code)
                            .put("error", error));
        }
    }
}
