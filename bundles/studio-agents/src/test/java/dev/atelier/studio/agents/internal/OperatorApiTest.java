package dev.atelier.studio.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do, over a real listener with a real store behind it. */
class OperatorApiTest {
    private static final String REPOSITORY = "\"repositories\":[{\"path\":\"/srv/git/demo.git\",\"branch\":\"main\"}]";
    private final TestStudio studio;

    OperatorApiTest(@TempDir Path home) throws Exception {
        studio = new TestStudio(home);
    }

    @AfterEach
    void close() {
        studio.close();
    }

    private int status(String role, String request, String body) throws Exception {
        return studio.as(role, request, body).statusCode();
    }

    private String code(String request, String body) throws Exception {
        return Json.parse(studio.as("admin", request, body).body())
                .path("error")
                .asText();
    }

    private String reviewed() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();
        ObjectNode end = studio.of(given)
                .put("status", "in_review")
                .put("execution_state", "succeeded")
                .put("agent_session_id", "conversation");
        studio.result("worker.reportStatus", end);
        return given.path("task").path("id").asText();
    }

    @Test
    void eachRoleMayDoItsPart() throws Exception {
        String task = studio.created();

        assertThat(status("nobody", "GET /tasks", "")).isEqualTo(401);
        assertThat(status("submit", "GET /tasks", "")).isEqualTo(403);
        assertThat(status("viewer", "GET /tasks/" + task, "")).isEqualTo(200);
        assertThat(status("viewer", "POST /tasks/" + task + "/cancel", "")).isEqualTo(403);
        assertThat(status("operator", "POST /tasks/" + task + "/cancel", "")).isEqualTo(200);
        assertThat(status("operator", "GET /secrets", "")).isEqualTo(403);
        assertThat(status("operator", "PUT /secrets/A", "{\"value\":\"v\"}")).isEqualTo(403);
        assertThat(status("admin", "GET /secrets", "")).isEqualTo(200);
    }

    @Test
    void whatGitOrAShellCouldTakeForSomethingElseIsRefused() throws Exception {
        for (Map.Entry<String, String> each : Map.of(
                        "{\"prompt\":\"\"," + REPOSITORY + "}",
                        "invalid_task",
                        "{\"prompt\":\"p\"}",
                        "invalid_task",
                        "{\"prompt\":\"p\",\"agentType\":\"vi\"," + REPOSITORY + "}",
                        "invalid_task",
                        "{\"prompt\":\"p\",\"branch\":\"a..b\"," + REPOSITORY + "}",
                        "invalid_task",
                        "{\"prompt\":\"p\",\"repositories\":[{\"path\":\"--upload-pack=x\",\"branch\":\"main\"}]}",
                        "invalid_task",
                        "{\"prompt\":\"p\",\"repositories\":[{\"path\":\"/a\",\"branch\":\"-f\"}]}",
                        "invalid_task",
                        "{\"prompt\":\"p\",\"repositories\":[{\"path\":\"https://u:p@host/a\",\"branch\":\"m\"}]}",
                        "credentials_in_address",
                        "[]",
                        "bad_request")
                .entrySet()) {
            assertThat(code("POST /tasks", each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
        }
        assertThat(code("GET /tasks/nobody", "")).isEqualTo("unknown_task");
        assertThat(code("GET /nowhere", "")).isEqualTo("not_found");
    }

    @Test
    void tasksAreListedPageByPage() throws Exception {
        String first = studio.created();
        String second = studio.created();

        JsonNode page = studio.shown("GET /tasks?limit=1");
        assertThat(page.path("tasks").path(0).path("taskId").asText()).isEqualTo(second);
        JsonNode next = studio.shown(
                "GET /tasks?limit=1&cursor=" + page.path("nextCursor").asText());
        assertThat(next.path("tasks").path(0).path("taskId").asText()).isEqualTo(first);
        assertThat(studio.shown("GET /tasks?status=done").path("tasks")).isEmpty();
        assertThat(code("GET /tasks?status=nothing", "")).isEqualTo("bad_request");
    }

    @Test
    void changesThatAreAskedForGoOnWithTheConversation() throws Exception {
        String task = reviewed();

        assertThat(status("operator", "POST /tasks/" + task + "/request-changes", "{\"prompt\":\"and tests\"}"))
                .isEqualTo(200);
        JsonNode again = studio.result("worker.getTask", studio.params());

        assertThat(again.path("resume").path("agent_session_id").asText()).isEqualTo("conversation");
        assertThat(again.path("resume").path("prompt").asText()).isEqualTo("and tests");
        assertThat(again.path("assignment_id").asText()).isEqualTo("2");
        assertThat(code("POST /tasks/" + task + "/approve", "")).isEqualTo("wrong_state");
        assertThat(code("DELETE /tasks/" + task, "")).isEqualTo("wrong_state");
    }

    @Test
    void aTaskThatIsRejectedIsCleanedUpWhereItWas() throws Exception {
        String task = reviewed();

        assertThat(status("operator", "POST /tasks/" + task + "/reject", "")).isEqualTo(200);

        assertThat(studio.result("worker.heartbeat", studio.params())
                        .path("cleanup_task_ids")
                        .path(0)
                        .asText())
                .isEqualTo(task);
        assertThat(status("operator", "DELETE /tasks/" + task, "")).isEqualTo(204);
        assertThat(status("operator", "GET /tasks/" + task, "")).isEqualTo(404);
    }

    @Test
    void whatIsFinishedForLongIsLetGo() throws Exception {
        String done = reviewed();
        assertThat(status("operator", "POST /tasks/" + done + "/done", "")).isEqualTo(200);
        String waiting = studio.created();
        String cancelled = studio.created();
        assertThat(status("operator", "POST /tasks/" + cancelled + "/cancel", ""))
                .isEqualTo(200);

        studio.turn(TestStudio.RETENTION);
        assertThat(status("viewer", "GET /tasks/" + done, "")).isEqualTo(200);
        studio.turn(Duration.ofHours(2));

        assertThat(status("viewer", "GET /tasks/" + done, "")).isEqualTo(404);
        assertThat(status("viewer", "GET /tasks/" + cancelled, "")).isEqualTo(404);
        assertThat(status("viewer", "GET /tasks/" + waiting, "")).isEqualTo(200);
        assertThat(studio.store.rows("agent_sessions")).isEmpty();
    }

    @Test
    void whoIsCancelledHearsItWithTheNextBeat() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();
        String task = given.path("task").path("id").asText();

        assertThat(status("operator", "POST /tasks/" + task + "/cancel", "")).isEqualTo(200);

        ObjectNode beat = studio.params().put("status", "busy").put("current_task_id", task);
        assertThat(studio.result("worker.heartbeat", beat)
                        .path("cancel_session_ids")
                        .path(0)
                        .asText())
                .isEqualTo(given.path("session_id").asText());
        studio.result(
                "worker.reportStatus",
                studio.of(given)
                        .put("status", "in_progress")
                        .put("execution_state", "cancelled")
                        .put("error_code", "TASK_CANCELLED"));
        assertThat(studio.shown("GET /tasks/" + task).path("errorCode").asText())
                .isEqualTo("TASK_CANCELLED");
        assertThat(studio.result("worker.getTask", studio.params()).path("task").isNull())
                .isTrue();
    }

    @Test
    void aDisabledWorkerIsGivenNothingAndTold() throws Exception {
        studio.register();
        studio.created();
        studio.store.workers().enable(studio.worker, false);

        assertThat(studio.result("worker.getTask", studio.params()).path("task").isNull())
                .isTrue();
        assertThat(studio.result("worker.heartbeat", studio.params())
                        .path("drain")
                        .asBoolean())
                .isTrue();
        HttpResponse<String> workers = studio.as("viewer", "GET /workers", "");
        assertThat(Json.parse(workers.body())
                        .path("workers")
                        .path(0)
                        .path("healthy")
                        .asBoolean())
                .isTrue();
    }
}
