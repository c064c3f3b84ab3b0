package dev.atelier.studio.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.wire.agent.api.Report;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a worker's report to whoever takes the change away. */
class PatchTest {
    private static final String PATCH = "diff --git a/x b/x\n+grün \uD83C\uDFA8\n";

    private final TestStudio studio;

    PatchTest(@TempDir Path home) throws Exception {
        studio = new TestStudio(home);
    }

    @AfterEach
    void close() {
        studio.close();
    }

    private ObjectNode end(JsonNode given) {
        return studio.of(given)
                .put("status", "in_review")
                .put("execution_state", "succeeded")
                .put("base_commit", "aa")
                .put("end_commit", "bb")
                .put("branch_name", "delidev/Fix the \"thing\"")
                .put("has_changes", true);
    }

    /** @return its session */
    private String ended(ObjectNode end) throws Exception {
        studio.result("worker.reportStatus", end);
        return end.path("session_id").asText();
    }

    private HttpResponse<String> patch(String role, String session) throws Exception {
        return studio.as(role, "GET /sessions/" + session + "/patch", "");
    }

    private void omitted(String session, String reason, String words) throws Exception {
        JsonNode shown = studio.shown("GET /sessions/" + session);
        assertThat(shown.path("hasPatch").booleanValue()).isFalse();
        assertThat(shown.path("patchOmitted").asText()).isEqualTo(reason);
        HttpResponse<String> none = patch("viewer", session);
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(Json.parse(none.body()).path("error").asText()).isEqualTo("no_patch");
        assertThat(Json.parse(none.body()).path("message").asText()).contains(words);
    }

    @Test
    void workersAreAskedForPatches() throws Exception {
        JsonNode accepted = studio.result(
                "worker.register", studio.params().put("name", "rig").put("endpoint_url", "http://127.0.0.1:1"));

        assertThat(accepted.path("wants_patch").booleanValue()).isTrue();
    }

    @Test
    void whatCameIsTakenAwayAsItWas() throws Exception {
        studio.register();
        String session = ended(end(studio.assigned()).put("patch", PATCH));

        HttpResponse<String> taken = patch("viewer", session);

        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(taken.body()).isEqualTo(PATCH);
        assertThat(taken.headers().firstValue("Content-Type")).hasValue("text/x-diff; charset=utf-8");
        assertThat(taken.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"delidev-Fix-the-thing-.patch\"");
        JsonNode shown = studio.shown("GET /sessions/" + session);
        assertThat(shown.path("hasPatch").booleanValue()).isTrue();
        assertThat(shown.path("patchOmitted").isNull()).isTrue();
        assertThat(patch("submit", session).statusCode()).isEqualTo(403);
        assertThat(patch("viewer", "nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void theLargestOneIsTakenAndALargerOneIsNoReasonToRefuseTheEnd() throws Exception {
        studio.register();
        String largest = "+\n".repeat(Report.Patch.MOST_BYTES / 2);
        String session = ended(end(studio.assigned()).put("patch", largest));
        assertThat(patch("admin", session).body().equals(largest)).isTrue();

        omitted(ended(end(studio.assigned()).put("patch", largest + "+")), "too_large", "4 MiB");
    }

    @Test
    void whyThereIsNoneIsSaid() throws Exception {
        studio.register();
        JsonNode running = studio.assigned();
        String underWay = running.path("session_id").asText();
        assertThat(Json.parse(patch("viewer", underWay).body()).path("message").asText())
                .contains("not over");
        assertThat(studio.shown("GET /sessions/" + underWay)
                        .path("patchOmitted")
                        .isNull())
                .isTrue();
        omitted(ended(end(running)), "not_sent", "did not send");
        omitted(ended(end(studio.assigned()).put("has_changes", false)), "no_changes", "changed nothing");
        omitted(ended(end(studio.assigned()).put("patch", "")), "no_changes", "changed nothing");
        omitted(ended(end(studio.assigned()).put("patch_omitted", "too_large")), "too_large", "4 MiB");
        omitted(ended(end(studio.assigned()).put("patch_omitted", "holds_secret")), "holds_secret", "secret");
        omitted(ended(end(studio.assigned()).put("patch", "+a\0b")), "not_text", "UTF-8");
    }

    @Test
    void aPatchBeforeTheEndIsNotKept() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();
        studio.result(
                "worker.reportStatus",
                studio.of(given)
                        .put("status", "in_progress")
                        .put("execution_state", "running")
                        .put("patch", PATCH));

        omitted(ended(end(given)), "not_sent", "did not send");
    }

    @Test
    void itGoesWithItsTask() throws Exception {
        studio.register();
        JsonNode given = studio.assigned();
        String session = ended(end(given).put("patch", PATCH));

        studio.as("admin", "DELETE /tasks/" + given.path("task").path("id").asText(), "");

        assertThat(patch("viewer", session).statusCode()).isEqualTo(404);
        assertThat(studio.store.rows("agent_patches")).isEmpty();
    }
}
