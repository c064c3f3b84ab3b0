package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Json;
import dev.atelier.common.api.MetricSource;
import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRoutesTest {
    private static final String CHAT =
            "{\"task\":{\"kind\":\"llm\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}}";

    private final Workshop shop;
    private final JobRoutes routes;

    JobRoutesTest(@TempDir Path root) {
        shop = Workshop.with(root, 1, 2);
        routes = new JobRoutes(shop.jobs, shop.catalogue, shop.log);
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private FakeExchange call(String route, String id) throws Exception {
        return FakeExchange.call(routes, route, Map.of("id", id), "");
    }

    private String submit(String body) throws Exception {
        var answer = FakeExchange.call(routes, "POST /jobs", Map.of(), body);
        assertThat(answer.status()).isEqualTo(202);
        return answer.answered().path("jobId").asText();
    }

    private void ended(String id) {
        await().until(() ->
                shop.jobs.active().stream().noneMatch(job -> job.id().equals(id)));
    }

    @Test
    void aJobIsHandedInFollowedAndItsResultFetched() throws Exception {
        String id = submit(CHAT);
        ended(id);

        var job = call("GET /jobs/{id}", id).answered();

        assertThat(job.path("status").asText()).isEqualTo("completed");
        assertThat(job.path("model").asText()).isEqualTo("chat");
        assertThat(job.path("task").path("kind").asText()).isEqualTo("llm");
        assertThat(job.path("result").path("made").asBoolean()).isTrue();
        assertThat(call("GET /jobs/{id}/result", id).text()).isEqualTo("{\"made\":true}");
        assertThat(call("GET /jobs", "").answered()).hasSize(1);
        assertThat(call("GET /jobs/all", "").answered()).hasSize(1);
        assertThat(call("GET /jobs/recent", "").answered()).isEmpty();
        // The end is told of after the job has left those that are active.
        await().untilAsserted(() -> assertThat(
                        call("GET /jobs/{id}/log", id).answered().path("lines"))
                .hasSize(2));
        assertThat(call("GET /jobs/{id}/thumbnail", id).code()).isEqualTo("no_thumbnail");
    }

    @Test
    void aMediaResultComesAsItsBytes() throws Exception {
        shop.engines.work = (job, context) -> new EngineResult.Media(Body.of(new byte[] {1, 2, 3}), "wav");
        String id = submit("{\"model\":\"voice\",\"task\":{\"kind\":\"audio_tts\",\"text\":\"x\"}}");
        ended(id);

        var result = call("GET /jobs/{id}/result", id);

        assertThat(result.type()).isEqualTo("audio/wav");
        assertThat(result.bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void aPictureGetsAThumbnail() throws Exception {
        var png = new ByteArrayOutputStream();
        Pictures.writePng(new Picture(800, 2, new int[1_600]), png);
        shop.engines.work = (job, context) -> new EngineResult.Media(Body.of(png.toByteArray()), "png");
        String id = submit("{\"task\":{\"kind\":\"image\",\"prompt\":\"x\"}}");

        await().until(() -> shop.jobs.find(id).orElseThrow().hasThumbnail());

        var thumbnail = call("GET /jobs/{id}/thumbnail", id);
        assertThat(thumbnail.type()).isEqualTo("image/png");
        assertThat(MediaTypes.sniff(thumbnail.bytes())).isEqualTo("image/png");
    }

    @Test
    void aJobIsCancelledOnceAndRetried() throws Exception {
        shop.hold();
        String id = submit(CHAT);
        assertThat(call("POST /jobs/{id}/retry", id).code()).isEqualTo("wrong_state");
        assertThat(call("GET /jobs/{id}/result", id).code()).isEqualTo("no_result");

        assertThat(call("POST /jobs/{id}/cancel", id).status()).isEqualTo(200);
        ended(id);

        assertThat(call("POST /jobs/{id}/cancel", id).code()).isEqualTo("wrong_state");
        var retried = call("POST /jobs/{id}/retry", id);
        assertThat(retried.status()).isEqualTo(202);
        assertThat(retried.answered().path("jobId").asText()).isNotEqualTo(id);
    }

    @Test
    void whatIsNotThereIs404() throws Exception {
        for (String route : List.of("GET /jobs/{id}", "GET /jobs/{id}/log", "GET /jobs/{id}/result")) {
            assertThat(call(route, "nobody").code()).isEqualTo("unknown_job");
        }
        assertThat(call("POST /jobs/{id}/cancel", "nobody").status()).isEqualTo(404);
        assertThat(call("POST /jobs/{id}/retry", "nobody").status()).isEqualTo(404);
    }

    @Test
    void whatCannotWorkIsRefusedWithACode() throws Exception {
        assertThat(FakeExchange.call(routes, "POST /jobs", Map.of(), "{}").code())
                .isEqualTo("bad_request");
        assertThat(FakeExchange.call(
                                routes, "POST /jobs", Map.of(), CHAT.replace("{\"task\"", "{\"model\":\"x\",\"task\""))
                        .code())
                .isEqualTo("unknown_model");
        shop.hold();
        submit(CHAT);
        submit(CHAT);
        submit(CHAT);
        var full = FakeExchange.call(routes, "POST /jobs", Map.of(), CHAT);
        assertThat(full.status()).isEqualTo(429);
        assertThat(full.code()).isEqualTo("queue_full");
    }

    @Test
    void statusAndFiguresTellOfJobs() throws Exception {
        var status = new JobsStatus(shop.jobs, shop.log);
        shop.run(Workshop.chat("done"));
        shop.hold();
        Job running = shop.jobs.start(Workshop.request("s", "x", JobRecord.Source.STUDIO, null));

        var json = Json.object();
        status.status(json);
        status.health(json);

        assertThat(json.path("busy").asBoolean()).isTrue();
        assertThat(json.path("currentJobId").asText()).isEqualTo(running.id());
        assertThat(json.path("activeJobs")).hasSize(1);
        assertThat(json.path("localJobs")).hasSize(1);
        assertThat(json.path("engine").asText()).isEqualTo("multi");
        var names = new ArrayList<String>();
        status.collect(new MetricSource.Sink() {
            @Override
            public void counter(String name, String help, double value, Map<String, String> labels) {
                names.add(name + labels.getOrDefault("outcome", ""));
            }

            @Override
            public void gauge(String name, String help, double value, Map<String, String> labels) {
                names.add(name + " " + value);
            }
        });
        assertThat(names).contains("atelier_jobs_totalcompleted", "atelier_jobs_active 1.0", "atelier_jobs_queued 0.0");
    }

    @Test
    void pauseAndLogsAreServed() throws Exception {
        var worker = new WorkerRoutes(shop.jobs, shop.log);

        assertThat(FakeExchange.call(worker, "POST /daemon/pause", Map.of(), "").text())
                .isEqualTo("{\"paused\":true}");

        var logs = FakeExchange.call(worker, "GET /daemon/logs", Map.of("after", "nonsense"), "")
                .answered();
        assertThat(logs.path("entries").get(0).path("message").asText()).isEqualTo("paused by operator");
        assertThat(logs.path("seq").asLong()).isEqualTo(1);
    }
}
