package dev.atelier.studio.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.store.agents.api.KeptRun;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workers are told and given, over a real listener with a real store behind it. */
class RpcDoorTest {
    private final TestStudio studio;

    RpcDoorTest(@TempDir Path home) throws Exception {
        studio = new TestStudio(home);
    }

    @AfterEach
    void close() {
        studio.close();
    }

    private static ObjectNode report(ObjectNode of, String status, String state) {
        return of.put("status", status).put("execution_state", state);
    }

    private static ObjectNode event(int seq) {
        ObjectNode event = Json.object()
                .put("seq", seq)
                .put("timestamp", "2026-05-04T10:00:00.123Z")
                .put("source", "agent");
        event.putObject("event").put("type", "text_output").put("content", "line " + seq);
        return event;
    }

    private long told(JsonNode assignment, int... seqs) throws Exception {
        ObjectNode params = studio.of(assignment);
        ArrayNode events = params.putArray("events");
        for (int seq : seqs) {
            events.add(event(seq));
        }
        return studio.result("worker.reportEvents", params).path("last_seq").asLong();
    }

    private String status(String task) throws Exception {
        JsonNode shown = studio.shown("GET /tasks/" + task);
        return shown.path("status").asText() + " " + shown.path("phase").asText();
    }

    @Test
    void aTaskGoesFromTheOperatorToTheWorkerAndBackForReview() throws Exception {
        assertThat(studio.result(
                        "worker.register", studio.params().put("name", "rig").put("endpoint_url", "none")))
                .isEqualTo(Json.parse("{\"worker_id\":\"" + studio.worker
                        + "\",\"heartbeat_interval_secs\":30,\"wants_patch\":true}"));
        assertThat(studio.result("worker.getTask", studio.params()).path("task").isNull())
                .isTrue();
        JsonNode given = studio.assigned();
        String task = given.path("task").path("id").asText();

        assertThat(given.path("task").path("prompt").asText()).isEqualTo("mend it");
        assertThat(given.path("agent_task")
                        .path("base_remotes")
                        .path(0)
                        .path("git_remote_dir_path")
                        .asText())
                .isEqualTo("/srv/git/demo.git");
        assertThat(given.path("assignment_id").asText()).isEqualTo("1");
        studio.result("worker.reportStatus", report(studio.of(given), "in_progress", "running"));
        assertThat(status(task)).isEqualTo("in_progress assigned");
        ObjectNode end = report(studio.of(given), "in_review", "succeeded")
                .put("base_commit", "b")
                .put("end_commit", "e")
                .put("branch_name", "delidev/x")
                .put("has_changes", true)
                .put("something_newer", 7);
        studio.result("worker.reportStatus", end);

        assertThat(status(task)).isEqualTo("in_review resting");
        JsonNode shown = studio.shown("GET /tasks/" + task);
        assertThat(shown.path("endCommit").asText()).isEqualTo("e");
        assertThat(shown.path("sessions").path(0).path("hasChanges").asBoolean())
                .isTrue();
        // Told again, because the answer got lost.
        studio.result("worker.reportStatus", end);
    }

    @Test
    void aSilentWorkerLosesItsTaskAndWhatItSaysLaterIsStale() throws Exception {
        studio.register();
        JsonNode first = studio.assigned();
        String task = first.path("task").path("id").asText();

        studio.turn(Duration.ofSeconds(89));
        assertThat(status(task)).isEqualTo("in_progress assigned");
        studio.turn(Duration.ofSeconds(1));
        assertThat(status(task)).isEqualTo("in_progress queued");
        JsonNode second = studio.result("worker.getTask", studio.params());

        assertThat(second.path("assignment_id").asText()).isEqualTo("2");
        assertThat(second.path("session_id").asText())
                .isNotEqualTo(first.path("session_id").asText());
        for (String method :
                new String[] {"worker.reportStatus", "worker.getSecrets", "worker.createTtyInputRequest"}) {
            ObjectNode stale = report(studio.of(first), "in_review", "succeeded")
                    .put("prompt", "which?")
                    .put("input_type", "text");
            assertThat(studio.error(method, stale)).as(method).isEqualTo(-32010);
        }
        ObjectNode events = studio.of(first);
        events.putArray("events").add(event(1));
        assertThat(studio.error("worker.reportEvents", events)).isEqualTo(-32010);
        assertThat(studio.result("worker.heartbeat", studio.params()).has("drain"))
                .isTrue();
    }

    @Test
    void aBeatThatNamesTheTaskKeepsItAndOneThatDoesNotLosesIt() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();
        String task = given.path("task").path("id").asText();
        ObjectNode naming = studio.params().put("status", "busy").put("current_task_id", task);

        for (int i = 0; i < 3; i++) {
            studio.turn(Duration.ofSeconds(60));
            studio.result("worker.heartbeat", naming);
        }
        assertThat(status(task)).isEqualTo("in_progress assigned");
        studio.turn(Duration.ofSeconds(60));
        studio.result("worker.heartbeat", studio.params().put("status", "idle"));
        studio.turn(Duration.ofSeconds(60));

        assertThat(status(task)).isEqualTo("in_progress queued");
        assertThat(studio.result("worker.heartbeat", naming)
                        .path("cancel_session_ids")
                        .path(0)
                        .asText())
                .isEqualTo(given.path("session_id").asText());
    }

    @Test
    void eventsAreTakenOnceInOrderAndWithoutGaps() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();

        assertThat(told(given, 1, 2)).isEqualTo(2);
        assertThat(told(given, 1, 2, 3)).isEqualTo(3);
        assertThat(told(given, 5, 6)).isEqualTo(3);
        assertThat(told(given, 4)).isEqualTo(4);
        assertThat(told(given)).isEqualTo(4);

        JsonNode page = studio.shown("GET /sessions/" + given.path("session_id").asText() + "/events?after=1");
        assertThat(page.path("lastSeq").asInt()).isEqualTo(4);
        assertThat(page.path("events")).hasSize(3);
        assertThat(page.path("events").path(0).path("event").path("content").asText())
                .isEqualTo("line 2");
    }

    @Test
    void whoFollowsASessionSeesItFromTheBeginningToTheEnd() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();
        told(given, 1);
        HttpRequest request = HttpRequest.newBuilder(studio.uri.resolve("/graphics/api/agents/sessions/"
                        + given.path("session_id").asText() + "/stream"))
                .header("Authorization", "Bearer viewer")
                .build();
        CompletableFuture<HttpResponse<String>> followed =
                studio.client.sendAsync(request, HttpResponse.BodyHandlers.ofString());

        told(given, 2, 3);
        studio.result("worker.reportStatus", report(studio.of(given), "in_progress", "failed"));

        String seen = followed.get(20, TimeUnit.SECONDS).body();
        assertThat(seen).containsSubsequence("line 1", "line 2", "line 3", "event: end");
    }

    private ObjectNode asking(JsonNode assignment) {
        ObjectNode asking = studio.of(assignment).put("prompt", "which?").put("input_type", "select");
        asking.putArray("options").add("A").add("B");
        return asking;
    }

    @Test
    void anAnswerReachesTheWorkerThatWaitsForIt() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();
        JsonNode question =
                studio.result("worker.createTtyInputRequest", asking(given)).path("request");
        String id = question.path("id").asText();
        ObjectNode call = Json.object().put("jsonrpc", "2.0").put("id", "w").put("method", "worker.getTtyInput");
        call.set("params", studio.params().put("request_id", id).put("wait_secs", 25));
        CompletableFuture<HttpResponse<String>> waiting = studio.client.sendAsync(
                HttpRequest.newBuilder(studio.uri.resolve("/rpc"))
                        .header("Authorization", "Bearer " + TestStudio.TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(Json.text(call)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> studio.room.waiting() == 1);

        assertThat(studio.as("operator", "POST /questions/" + id + "/answer", "{\"response\":\"B\"}")
                        .statusCode())
                .isEqualTo(200);

        JsonNode answered = Json.parse(waiting.get(20, TimeUnit.SECONDS).body())
                .path("result")
                .path("request");
        assertThat(answered.path("status").asText()).isEqualTo("responded");
        assertThat(answered.path("response").asText()).isEqualTo("B");
        assertThat(studio.result("worker.heartbeat", studio.params())
                        .path("tty_responses")
                        .path(0)
                        .path("response")
                        .asText())
                .isEqualTo("B");
        assertThat(studio.as("operator", "POST /questions/" + id + "/answer", "{\"response\":\"A\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aQuestionNobodyAnswersIsShownAsItIsAndMayBeClosed() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();
        String id = studio.result("worker.createTtyInputRequest", asking(given))
                .path("request")
                .path("id")
                .asText();
        ObjectNode get = studio.params().put("request_id", id).put("wait_secs", 1);

        assertThat(studio.result("worker.getTtyInput", get)
                        .path("request")
                        .path("status")
                        .asText())
                .isEqualTo("pending");
        studio.result(
                "worker.cancelTtyInputRequest",
                studio.params().put("request_id", id).put("status", "timeout"));
        assertThat(studio.result("worker.getTtyInput", get)
                        .path("request")
                        .path("status")
                        .asText())
                .isEqualTo("timeout");
        assertThat(studio.error("worker.getTtyInput", studio.params().put("request_id", "nobody's")))
                .isEqualTo(-32003);
    }

    @Test
    void onlyApprovedWorkersAreHeardAndEachForItself() throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"worker.getTask\",\"params\":{}}";
        HttpResponse<String> stranger = studio.rpc("somebody", call);
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(Json.parse(stranger.body()).path("error").path("code").asInt())
                .isEqualTo(-32001);
        assertThat(studio.error("worker.getTask", Json.object().put("worker_id", "another")))
                .isEqualTo(-32002);
        assertThat(studio.error("worker.getTask", studio.params())).isEqualTo(-32003);
        assertThat(studio.error("worker.heartbeat", studio.params())).isEqualTo(-32003);
        studio.register();
        JsonNode given = studio.assigned();
        String other = studio.store.approved("rig-2", "token-2");

        ObjectNode theirs = studio.of(given).put("worker_id", other).put("status", "in_progress");
        assertThat(studio.answer("token-2", "worker.reportStatus", theirs)
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32010);
        assertThat(studio.answer("token-2", "worker.getSecrets", theirs)
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32010);
    }

    @Test
    void whatIsNoCallIsAnsweredAsTheProtocolHasIt() throws Exception {
        for (String[] each : new String[][] {
            {"{", "-32700"},
            {"", "-32600"},
            {"[]", "-32600"},
            {"[{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"worker.getTask\"}]", "-32600"},
            {"{\"jsonrpc\":\"1.0\",\"id\":\"1\",\"method\":\"worker.getTask\"}", "-32600"},
            {"{\"jsonrpc\":\"2.0\",\"id\":\"1\"}", "-32600"},
            {"{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"worker.getTask\",\"params\":[]}", "-32602"},
            {"{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"worker.nothing\"}", "-32601"},
            {"{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"worker.register\",\"params\":{\"name\":7}}", "-32602"}
        }) {
            HttpResponse<String> answer = studio.rpc(TestStudio.TOKEN, each[0]);
            assertThat(Json.parse(answer.body()).path("error").path("code").asText())
                    .as(each[0])
                    .isEqualTo(each[1]);
        }
        HttpResponse<String> large = studio.rpc(TestStudio.TOKEN, " ".repeat((16 << 20) + 1));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(studio.client
                        .send(
                                HttpRequest.newBuilder(studio.uri.resolve("/health"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aWorkerCannotDecideWhatPeopleDecide() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();

        for (String status : new String[] {"approved", "done", "rejected", "pr_open"}) {
            assertThat(studio.error("worker.reportStatus", report(studio.of(given), status, "succeeded")))
                    .isEqualTo(-32602);
        }
        assertThat(studio.store
                        .agents()
                        .tasks()
                        .run(given.path("session_id").asText())
                        .map(KeptRun::state))
                .contains(KeptRun.State.ASSIGNED);
    }
}
