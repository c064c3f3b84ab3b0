package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudioJobsTest {
    private static final String API = "/graphics/api";

    private final Path home;
    private final FakeLocalApi api;

    StudioJobsTest(@TempDir Path home) throws IOException {
        this.home = home;
        api = new FakeLocalApi(home).withStudio(home);
        api.answer("POST " + API + "/jobs", 201, "{\"jobId\":\"j1\",\"status\":\"queued\",\"position\":0}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private Result run(String... words) {
        return Typed.at(home, words).run();
    }

    private static String job(String status, String more) {
        return "{\"jobId\":\"j1\",\"kind\":\"image\",\"model\":\"m\",\"attempts\":0,\"status\":\"" + status + "\""
                + more + "}";
    }

    @Test
    void aPictureIsWaitedForAndSaved() {
        Path file = home.resolve("boat.webp");
        api.answer("GET " + API + "/jobs/j1", 200, job("queued", ""))
                .answer("GET " + API + "/jobs/j1", 200, job("claimed", ",\"claimedBy\":\"w-1\""))
                .answer("GET " + API + "/jobs/j1", 200, job("done", ",\"resultType\":\"image/webp\",\"resultBytes\":7"))
                .answer("GET " + API + "/jobs/j1/why", 200, "{\"position\":2,\"status\":\"queued\",\"workers\":[]}")
                .answer("GET " + API + "/jobs/j1/result", 200, "image/webp", "picture");

        Result done = Typed.at(
                        home,
                        "jobs",
                        "--studio",
                        "submit",
                        "image",
                        "a boathouse",
                        "--model",
                        "m",
                        "--priority",
                        "-5",
                        "-o",
                        file.toString())
                .onTerminal()
                .run();

        assertThat(done.err()).isEmpty();
        assertThat(done.out()).contains("2 ahead", "running on w-1").endsWith("saved " + file + " (7 B)\n");
        assertThat(file).hasContent("picture");
        assertThat(api.asked())
                .contains("POST " + API
                        + "/jobs {\"model\":\"m\",\"task\":{\"kind\":\"image\",\"prompt\":\"a boathouse\"},"
                        + "\"priority\":-5}");
    }

    @Test
    void withoutAModelTheFirstUsableOneOfTheKindIsTaken() {
        api.answer("GET " + API + "/models", 200, """
                        {"models":[{"id":"a","kind":"image","enabled":true},{"id":"b","kind":"llm","enabled":false},
                         {"id":"c","kind":"llm","enabled":true}]}
                        """)
                .answer("GET " + API + "/jobs/j1", 200, job("done", ",\"resultType\":\"application/json\""))
                .answer("GET " + API + "/jobs/j1/result", 200, "{\"choices\":[{\"message\":{\"content\":\"hello\"}}]}");

        assertThat(run("jobs", "submit", "llm", "hi", "--studio").out()).isEqualTo("hello\n");
        assertThat(api.asked()).anyMatch(asked -> asked.contains("\"model\":\"c\""));
        Result none = run("jobs", "submit", "video", "x", "--studio");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("no enabled model of kind video").hasLineCount(1);
    }

    @Test
    void aFailedJobSaysWhyAndOneHeldBackIsNotWaitedFor() {
        api.answer("GET " + API + "/jobs/j1", 200, job("failed", ",\"lastError\":\"out of memory\""));

        Result failed = run("jobs", "submit", "image", "x", "--model", "m", "--studio");
        Result held = run("jobs", "submit", "image", "x", "--model", "m", "--studio", "--hold");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err())
                .startsWith("atelier: job j1 failed — out of memory; ")
                .hasLineCount(1);
        assertThat(held.out()).isEqualTo("j1\n");
    }

    @Test
    void aFullQueueIsARefusal() throws IOException {
        try (FakeLocalApi full = new FakeLocalApi(home).withStudio(home)) {
            full.answer("POST " + API + "/jobs", 429, "{\"error\":\"queue_full\",\"message\":\"too many\"}");

            assertThat(run("jobs", "submit", "image", "x", "--model", "m", "--studio")
                            .code())
                    .isEqualTo(4);
        }
    }

    @Test
    void jobsAreListedOverAllPages() {
        api.answer(
                        "GET " + API + "/jobs?limit=3&status=queued",
                        200,
                        "{\"jobs\":[" + job("queued", ",\"prompt\":\"b\"") + "],\"nextCursor\":\"c 1\"}")
                .answer(
                        "GET " + API + "/jobs?limit=2&status=queued&cursor=c%201",
                        200,
                        "{\"jobs\":[" + job("queued", ",\"claimedBy\":\"w-1\"") + "],\"nextCursor\":null}");

        assertThat(run("jobs", "list", "--studio", "-n", "3", "--status", "queued")
                        .out())
                .contains("j1   image  m      queued  0         -       -        b")
                .contains("j1   image  m      queued  0         w-1")
                .hasLineCount(3);
    }

    @Test
    void whyAJobWaitsIsToldWorkerByWorker() {
        api.answer("GET " + API + "/jobs/j1/why", 200, """
                {"position":1,"status":"queued","eta":90,"workers":[
                 {"workerId":"w-1","eligible":false,"failed":[{"predicate":"vram","need":"24 GB","have":"12 GB"}]},
                 {"workerId":"w-2","eligible":true,"failed":[]}]}
                """);

        assertThat(run("jobs", "why", "j1").out()).isEqualTo("""
                job j1 waits behind 1 other, for about 1m 30s
                WORKER  CAN TAKE IT  WHY NOT
                w-1     no           vram: needs 24 GB, has 12 GB
                w-2     yes
                """);
    }

    @Test
    void changesPassTheAnswerOn() {
        api.answer("POST " + API + "/jobs/j1/cancel", 409, "{\"error\":\"wrong_state\",\"message\":\"it has ended\"}")
                .answer("POST " + API + "/jobs/j1/promote", 200, job("queued", ""))
                .answer("POST " + API + "/jobs/j1/retry", 200, job("queued", ""))
                .answer("GET " + API + "/jobs/j1", 200, job("queued", ",\"priority\":3"));

        assertThat(run("jobs", "cancel", "j1", "--studio").code()).isEqualTo(4);
        assertThat(run("jobs", "promote", "j1").out()).isEqualTo("queued j1\n");
        assertThat(run("jobs", "retry", "j1", "--no-wait", "--studio").out()).isEqualTo("j1\n");
        assertThat(run("jobs", "show", "j1", "--studio").out()).contains("status:     queued", "priority:   3");
        Result none = run("jobs", "result", "j1", "--studio");
        assertThat(none.code()).isEqualTo(4);
        assertThat(none.err()).contains("it is queued").hasLineCount(1);
        assertThat(run("jobs", "show", "nope", "--studio").code()).isEqualTo(1);
    }

    @Test
    void aStudioDoesNotChooseWhereAResultIsSaved() {
        assertThat(JobResult.fileName("job-1", "image/webp")).isEqualTo("job-1.webp");
        assertThat(JobResult.fileName("../../home/u/", "x/../bashrc")).isEqualTo("______home_u_.___bashrc");
    }
}
