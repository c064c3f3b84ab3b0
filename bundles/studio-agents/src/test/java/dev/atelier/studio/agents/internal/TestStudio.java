package dev.atelier.studio.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.internal.BoundedEventHub;
import dev.atelier.http.internal.ServedRoutes;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.KeyStore.Role;
import dev.atelier.studio.store.internal.RealStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The room on a real store and a real listener; time is turned by the test. */
final class TestStudio implements AutoCloseable {
    static final String TOKEN = "token-of-the-worker";
    static final Duration RETENTION = Duration.ofDays(30);
    private static final Duration STALE = Duration.ofSeconds(90);

    final RealStore store;
    final AgentRoom room;
    final String worker;
    final URI uri;
    final HttpClient client = HttpClient.newHttpClient();
    private final ServedRoutes served = new ServedRoutes();
    private final Turned clock = new Turned();
    private int calls;
    private boolean closed;

    TestStudio(Path home) throws Exception {
        store = new RealStore(home);
        worker = store.approved("rig", TOKEN);
        room = new AgentRoom(
                new BoundedEventHub(),
                store.agents(),
                store.workers(),
                new AgentsSettings(Duration.ofSeconds(30), STALE, RETENTION, home.resolve("agents-key")),
                clock);
        room.start();
        served.mount(new RpcRoutes(room), RpcForm::body, "/rpc", "/health");
        served.mount(new AgentRoutes(room, TestStudio::principal), AgentRoute::form, "/graphics/api/agents/*");
        uri = served.start();
    }

    /** The key of a role is its name. */
    private static Optional<Principal> principal(@Nullable String authorization) {
        String key = authorization == null ? "" : authorization.replace("Bearer ", "");
        return Role.ofWireName(key).map(role -> new Principal(role, key, key));
    }

    private static final class Turned extends Clock {
        private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }
    }

    void turn(Duration by) {
        clock.now = clock.now.plus(by);
        room.sweep();
    }

    HttpResponse<String> rpc(String token, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri.resolve("/rpc"))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The whole answer. */
    JsonNode answer(String token, String method, ObjectNode params) throws Exception {
        ObjectNode call =
                Json.object().put("jsonrpc", "2.0").put("id", "c-" + ++calls).put("method", method);
        call.set("params", params);
        HttpResponse<String> response = rpc(token, Json.text(call));
        JsonNode json = Json.parse(response.body());
        assertThat(json.path("id").asText()).isEqualTo("c-" + calls);
        return json;
    }

    JsonNode result(String method, ObjectNode params) throws Exception {
        return result(TOKEN, method, params);
    }

    JsonNode result(String token, String method, ObjectNode params) throws Exception {
        JsonNode answer = answer(token, method, params);
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
        return answer.path("result");
    }

    int error(String method, ObjectNode params) throws Exception {
        return answer(TOKEN, method, params).path("error").path("code").asInt();
    }

    ObjectNode params() {
        return Json.object().put("worker_id", worker);
    }

    ObjectNode of(JsonNode assignment) {
        return params().put("task_id", assignment.path("task").path("id").asText())
                .put("session_id", assignment.path("session_id").asText())
                .put("assignment_id", assignment.path("assignment_id").asText());
    }

    void register() throws Exception {
        result("worker.register", params().put("name", "rig").put("endpoint_url", "http://127.0.0.1:1"));
    }

    /** Made by an operator, and given to the worker. */
    JsonNode assigned() throws Exception {
        created();
        return result("worker.getTask", params());
    }

    String created() throws Exception {
        HttpResponse<String> made = as(
                "operator",
                "POST /tasks",
                "{\"prompt\":\"mend it\",\"repositories\":[{\"path\":\"/srv/git/demo.git\",\"branch\":\"main\"}]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Json.parse(made.body()).path("taskId").asText();
    }

    /** @param request method and path below the operators' prefix */
    HttpResponse<String> as(String role, String request, String body) throws Exception {
        String[] parts = request.split(" ", 2);
        HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return client.send(
                HttpRequest.newBuilder(uri.resolve("/graphics/api/agents" + parts[1]))
                        .header("Authorization", "Bearer " + role.toLowerCase(Locale.ROOT))
                        .method(parts[0], publisher)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonNode shown(String request) throws Exception {
        return Json.parse(as("admin", request, "").body());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        room.stop();
        served.close();
        store.close();
    }
}
