package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobApiTest {
    private static final String TASK = "{\"kind\":\"llm\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final TestStudio studio;

    JobApiTest(@TempDir Path folder) throws IOException {
        this.studio = new TestStudio(folder);
    }

    private FakeExchange submit(String body) throws Exception {
        return studio.call("POST /jobs", Map.of(), body);
    }

    private FakeExchange on(String route, String id) throws Exception {
        return studio.call(route, Map.of("id", id), "");
    }

    @Test
    void aJobIsMadeFromTheRegistryAndTheTask() throws Exception {
        FakeExchange made = submit("{\"model\":\"chat\",\"task\":" + TASK + "}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.answered().path("status").asText()).isEqualTo("queued");
        assertThat(made.answered().path("position").isNumber()).isTrue();
        JsonNode job =
                on("GET /jobs/{id}", made.answered().path("jobId").asText()).answered();
        assertThat(job.path("vramGbEstimate").doubleValue()).isEqualTo(1.5);
        assertThat(job.path("gameId").asText("?")).isEmpty();
        assertThat(job.path("task").path("maxTokens").intValue()).isEqualTo(512);
        assertThat(job.path("createdAt").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(job.path("claimedBy").isNull()).isTrue();
    }

    @Test
    void largeWholeNumbersKeepEveryDigit() throws Exception {
        String task = TASK.replace("}]}", "}],\"jsonSchema\":{\"max\":18446744073709551615}}");

        String id = submit("{\"model\":\"chat\",\"task\":" + task + "}")
                .answered()
                .path("jobId")
                .asText();

        assertThat(on("GET /jobs/{id}", id).text()).contains("18446744073709551615");
    }

    @Test
    void unknownAndDisabledModelsAreRefused() throws Exception {
        for (String model : new String[] {"\"nope\"", "\"off\"", "null"}) {
            FakeExchange refused = submit("{\"model\":" + model + ",\"task\":" + TASK + "}");

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("unknown_model");
        }
        assertThat(studio.jobs.jobs).isEmpty();
    }

    @Test
    void aBadTaskNamesItsField() throws Exception {
        assertThat(submit("{\"model\":\"chat\"}").code()).isEqualTo("invalid_task");
        assertThat(submit("{\"model\":\"chat\",\"task\":{\"kind\":\"llm\"}}").text())
                .contains("messages");
        FakeExchange other = submit("{\"model\":\"chat\",\"task\":{\"kind\":\"image\",\"prompt\":\"x\"}}");
        assertThat(other.code()).isEqualTo("invalid_task");
        assertThat(submit("[]").code()).isEqualTo("bad_request");
        assertThat(submit("{\"model\":\"chat\",\"vramGbEstimate\":-1,\"task\":" + TASK + "}")
                        .text())
                .contains("vramGbEstimate");
    }

    @Test
    void theSameIdempotencyKeyMakesOneJob() throws Exception {
        String body = "{\"model\":\"chat\",\"idempotencyKey\":\"k\",\"task\":" + TASK + "}";

        FakeExchange first = submit(body);
        FakeExchange again = submit(body);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.answered().path("jobId")).isEqualTo(first.answered().path("jobId"));
    }

    @Test
    void aFullQueueSaysWhenToComeAgain() throws Exception {
        studio.jobs.most = 0;

        FakeExchange refused = submit("{\"model\":\"chat\",\"task\":" + TASK + "}");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsKey("Retry-After");
    }

    @Test
    void theListPagesAndFilters() throws Exception {
        for (int i = 0; i < 5; i++) {
            studio.jobs.put("job-" + i, i == 0 ? Status.DONE : Status.QUEUED);
        }

        JsonNode first = studio.call("GET /jobs", Map.of("limit", "3"), "").answered();
        JsonNode rest = studio.call(
                        "GET /jobs",
                        Map.of("limit", "3", "cursor", first.path("nextCursor").asText()),
                        "")
                .answered();
        JsonNode done =
                studio.call("GET /jobs", Map.of("status", "done,failed"), "").answered();

        assertThat(first.path("jobs")).hasSize(3);
        assertThat(rest.path("jobs")).hasSize(2);
        assertThat(rest.path("nextCursor").isNull()).isTrue();
        assertThat(done.path("jobs")).hasSize(1);
        assertThat(done.path("jobs").path(0).path("prompt").asText()).isEqualTo("hi");
        assertThat(studio.call("GET /jobs", Map.of("status", "lost"), "").status())
                .isEqualTo(400);
        assertThat(studio.call("GET /jobs", Map.of("cursor", "x"), "").status()).isEqualTo(400);
        assertThat(studio.call("GET /jobs", Map.of("limit", "0"), "").status()).isEqualTo(400);
    }

    @Test
    void aKeyForHandingInSeesItsOwnJobsOnly() throws Exception {
        studio.jobs.put("theirs", Status.QUEUED);
        String id = studio.as("sk-submit", "POST /jobs", Map.of(), "{\"model\":\"chat\",\"task\":" + TASK + "}")
                .answered()
                .path("jobId")
                .asText();

        assertThat(studio.as("sk-submit", "GET /jobs", Map.of(), "").answered().path("jobs"))
                .hasSize(1);
        assertThat(studio.as("sk-submit", "GET /jobs/{id}", Map.of("id", id), "")
                        .status())
                .isEqualTo(200);
        assertThat(studio.as("sk-submit", "GET /jobs/{id}", Map.of("id", "theirs"), "")
                        .status())
                .isEqualTo(404);
        assertThat(studio.as("sk-submit", "POST /jobs/{id}/cancel", Map.of("id", "theirs"), "")
                        .status())
                .isEqualTo(404);
        assertThat(studio.as("sk-submit", "POST /jobs/{id}/cancel", Map.of("id", id), "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void cancelRetryAndPromoteFollowTheStateOfTheJob() throws Exception {
        studio.jobs.put("waiting", Status.QUEUED);
        studio.jobs.put("held", Status.PENDING);

        assertThat(on("POST /jobs/{id}/retry", "waiting").code()).isEqualTo("wrong_state");
        assertThat(on("POST /jobs/{id}/cancel", "waiting")
                        .answered()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(on("POST /jobs/{id}/cancel", "waiting").code()).isEqualTo("wrong_state");
        assertThat(on("POST /jobs/{id}/retry", "waiting")
                        .answered()
                        .path("status")
                        .asText())
                .isEqualTo("queued");
        assertThat(studio.jobs.find("waiting"))
                .hasValueSatisfying(job -> assertThat(job.source()).contains("synthetic"));
        assertThat(on("POST /jobs/{id}/promote", "held")
                        .answered()
                        .path("status")
                        .asText())
                .isEqualTo("queued");
        assertThat(on("POST /jobs/{id}/cancel", "nobody").status()).isEqualTo(404);
    }

    @Test
    void retryNeedsTheModelToBeThereStill() throws Exception {
        studio.jobs.put("failed", Status.FAILED);
        studio.shelves.models.remove("chat");

        assertThat(on("POST /jobs/{id}/retry", "failed").code()).isEqualTo("unknown_model");
    }

    @Test
    void whyTellsPositionAndWhatEachWorkerLacks() throws Exception {
        studio.jobs.put("waiting", Status.QUEUED);

        JsonNode why = on("GET /jobs/{id}/why", "waiting").answered();

        assertThat(why.path("position").intValue()).isEqualTo(3);
        assertThat(why.path("eta").intValue()).isEqualTo(12);
        assertThat(why.path("workers")
                        .path(0)
                        .path("failed")
                        .path(0)
                        .path("predicate")
                        .asText())
                .isEqualTo("vram");
    }

    @Test
    void aResultIsThereWhenTheJobIsDone() throws Exception {
        studio.jobs.put("waiting", Status.QUEUED);
        studio.jobs.put("done", Status.DONE);
        studio.shelves.publish("done", "claim-done", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(on("GET /jobs/{id}/result", "waiting").code()).isEqualTo("no_result");
        FakeExchange whole = on("GET /jobs/{id}/result", "done");
        assertThat(whole.type()).isEqualTo("application/json");
        assertThat(whole.text()).isEqualTo("{\"a\":1}");
        FakeExchange part = new FakeExchange(Map.of("id", "done"), "")
                .asking("Authorization", "Bearer " + TestStudio.ADMIN)
                .asking("Range", "bytes=1-3")
                .to(studio.routes, "GET /jobs/{id}/result");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("\"a\"");
        assertThat(part.headers()).containsEntry("Content-Range", "bytes 1-3/7");
    }

    @Test
    void manyJobsAreCancelledAtOnceAndTheRefusalsAreTold() throws Exception {
        studio.jobs.put("one", Status.QUEUED);
        studio.jobs.put("two", Status.DONE);

        JsonNode byId = studio.call(
                        "POST /jobs/bulk", Map.of(), "{\"action\":\"cancel\",\"ids\":[\"one\",\"two\",\"no\"]}")
                .answered();
        JsonNode byFilter = studio.call("POST /jobs/bulk", Map.of(), "{\"action\":\"retry\",\"filter\":{}}")
                .answered();

        assertThat(byId.path("changed").intValue()).isEqualTo(1);
        assertThat(byId.path("failed").findValuesAsText("error")).containsExactly("wrong_state", "unknown_job");
        assertThat(byFilter.path("changed").intValue()).isEqualTo(1);
        assertThat(studio.call("POST /jobs/bulk", Map.of(), "{\"action\":\"cancel\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aStoreThatCannotWriteIsNoSecretAndNoFaultOfTheCaller() throws Exception {
        studio.jobs.put("one", Status.QUEUED);
        studio.jobs.broken = new StoreFailure("disk full at /secret/place", new IOException());

        FakeExchange refused = on("POST /jobs/{id}/cancel", "one");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).doesNotContain("/secret");
        assertThat(refused.headers()).containsKey("Retry-After");
    }
}
