package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
    private final Path home;
    private final FakeLocalApi api;

    JobsTest(@TempDir Path home) throws IOException {
        this.home = home;
        api = new FakeLocalApi(home);
        api.answer("POST /jobs", 202, "{\"jobId\":\"j1\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private Result run(String... words) {
        return Typed.at(home, words).run();
    }

    private static String job(String status, String more) {
        return "{\"jobId\":\"j1\",\"kind\":\"image\",\"model\":\"synthetic\",\"status\":\"" + status + "\"" + more
                + "}";
    }

    @Test
    void aPictureIsWaitedForAndSaved() {
        Path file = home.resolve("boat.webp");
        api.answer("GET /jobs/j1", 200, job("running", ",\"progress\":0.5"))
                .answer("GET /jobs/j1", 200, job("running", ",\"progress\":0.6"))
                .answer("GET /jobs/j1", 200, job("completed", ",\"hasResult\":true,\"resultType\":\"image/webp\""))
                .answer("GET /events", 200, "text/event-stream", "event: job\ndata: " + job("completed", "") + "\n\n")
                .answer("GET /jobs/j1/result", 200, "image/webp", "picture");

        Result done = run(
                "jobs",
                "submit",
                "image",
                "a boathouse",
                "--set",
                "width=512",
                "--model",
                "m",
                "--out",
                file.toString());

        assertThat(done.err()).isEmpty();
        assertThat(done.out()).isEqualTo("saved " + file + " (7 B)\n");
        assertThat(file).hasContent("picture");
        assertThat(api.asked())
                .contains(
                        "POST /jobs {\"model\":\"m\",\"task\":{\"kind\":\"image\",\"prompt\":\"a boathouse\",\"width\":512}}");
    }

    @Test
    void textGoesToStandardOutput() {
        api.answer(
                "GET /jobs/j1",
                200,
                job(
                        "completed",
                        ",\"hasResult\":true,\"result\":{\"choices\":[{\"message\":{\"content\":\"hello\"}}]}"));

        Result done =
                Typed.at(home, "jobs", "submit", "llm").input("say hello\n").run();

        assertThat(done.out()).isEqualTo("hello\n");
        assertThat(api.asked().get(0)).contains("\"content\":\"say hello\"", "\"kind\":\"llm\"");
    }

    @Test
    void aFailedJobSaysWhy() {
        api.answer("GET /jobs/j1", 200, job("failed", ",\"reason\":\"out of memory\""));

        Result done = run("jobs", "submit", "speech", "hello");

        assertThat(done.code()).isEqualTo(1);
        assertThat(done.err()).isEqualTo("atelier: job j1 failed — out of memory; see `atelier jobs log j1`\n");
    }

    @Test
    void everyDigitOfASeedArrives() {
        api.answer("GET /jobs/j1", 200, job("failed", ""));

        run("jobs", "submit", "image", "x", "--set", "seed=18446744073709551615", "--set", "ext=png");

        assertThat(api.asked().get(0)).contains("\"seed\":18446744073709551615", "\"ext\":\"png\"");
    }

    @Test
    void jobsAreListedNewestFirst() {
        api.answer("GET /jobs", 200, "[" + job("running", ",\"prompt\":\"b\"") + "," + job("failed", "") + "]");

        assertThat(run("jobs", "list").out()).contains("j1   image  synthetic  running  -        b");
        assertThat(run("jobs", "list", "-n", "0", "--json").out()).isEqualTo("[]\n");
        assertThat(run("jobs", "list", "--status", "failed").out()).doesNotContain("running");
    }

    @Test
    void theLogOfAJobIsFollowedToItsEnd() {
        api.answer("GET /jobs/j1", 200, job("running", ""))
                .answer("GET /jobs/j1", 200, job("completed", ""))
                .answer("GET /jobs/j1/log", 200, "{\"dropped\":0,\"lines\":[" + line("one") + "]}")
                .answer("GET /jobs/j1/log", 200, "{\"dropped\":0,\"lines\":[" + line("one") + "," + line("two") + "]}")
                .answer("GET /events", 200, "text/event-stream", "event: job\ndata: " + job("completed", "") + "\n\n");

        assertThat(run("jobs", "log", "j1", "-f").out()).isEqualTo("t INFO  c: one\nt INFO  c: two\n");
    }

    private static String line(String message) {
        return "{\"ts\":\"t\",\"level\":\"info\",\"target\":\"c\",\"message\":\"" + message + "\"}";
    }

    @Test
    void cancelAndRetryPassTheAnswerOn() {
        api.answer("POST /jobs/j1/cancel", 409, "{\"error\":\"wrong_state\",\"message\":\"it has ended\"}")
                .answer("POST /jobs/j1/retry", 202, "{\"jobId\":\"j2\"}");

        assertThat(run("jobs", "cancel", "j1").code()).isEqualTo(4);
        assertThat(run("jobs", "retry", "j1", "--no-wait").out()).isEqualTo("j2\n");
        assertThat(run("jobs", "show", "nope").code()).isEqualTo(1);
    }
}
