package dev.atelier.launcher.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningTest {
    private static final String STATUS = """
            {"version":"9.9.9","configPath":"/etc/a","registered":true,"workerId":"w-42","registration":{"state":"approved"},
             "config":{"apiBaseUrl":"http://studio/","vramThresholdGb":12.0,"modelsRoot":"/m","autoUpdateEnabled":true,
             "autoUpdateIntervalSecs":1800},"engines":{"serving":1,"unavailable":0},
             "session":{"state":"reconnecting","attempt":3},"recentJobs":[{}],"localJobs":[{},{}],
             "heartbeat":{"outcome":"err","reason":"timed out","lastAttemptAt":"2026-01-02T03:04:05Z"},
             "memory":{"kind":"unified","totalBytes":2048,"freeBytes":1024},
             "activeJobs":[{"kind":"image","model":"synthetic"},{"kind":"llm","model":"x"}]}
            """;

    private final Path home;
    private final FakeLocalApi api;

    RunningTest(@TempDir Path home) throws IOException {
        this.home = home;
        api = new FakeLocalApi(home);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private Result run(String... words) {
        return Typed.at(home, words).run();
    }

    @Test
    void statusSaysWhoTheHostIsAndWhatItDoes() {
        api.answer("GET /daemon/status", 200, STATUS);

        Result status = run("status");

        assertThat(status.code()).isZero();
        assertThat(status.out())
                .contains("config path:        /etc/a\n")
                .contains("registration:       approved as w-42\n")
                .contains("vram_threshold_gb:  12\n")
                .contains("update_interval:    1800s\n")
                .contains("Running image · synthetic (+1 more)")
                .contains("session:            reconnecting (attempt 3)\n")
                .contains("heartbeat:          failed (timed out), last at 2026-01-02T03:04:05Z\n")
                .contains("jobs:               2 active, 3 ended\n")
                .contains("1 serving, 0 unavailable")
                .doesNotContain("\u001b");
    }

    @Test
    void statusSpeaksJson() {
        api.answer("GET /daemon/status", 200, STATUS);

        Fields status = Fields.of(Json.parse(run("status", "--json").out()));

        assertThat(status.text("workerId")).isEqualTo("w-42");
        assertThat(status.yes("running")).isTrue();
        assertThat(status.text("registrationText")).isEqualTo("approved as w-42");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"state\":\"pending\",\"requestId\":\"rr-1\",\"fingerprint\":\"AAAA-BBBB\"}"
                        + "|pending operator approval (request rr-1)",
                "{\"state\":\"rejected\",\"reason\":\"unknown machine\"}"
                        + "|rejected (unknown machine); ask again with `atelier register --reset`",
                "{\"state\":\"pristine\"}|not registered (asking)"
            })
    void statusTellsHowFarTheRegistrationIs(String registration, String told) {
        api.answer("GET /daemon/status", 200, STATUS.replace("{\"state\":\"approved\"}", registration));

        String out = run("status").out();

        assertThat(out).contains("registration:       " + told + "\n");
        if (registration.contains("fingerprint")) {
            assertThat(out).contains("fingerprint:        AAAA-BBBB\n");
        }
    }

    @Test
    void pauseAndResumeSayWhatTheyDid() {
        api.answer("POST /daemon/pause", 200, "{\"paused\":true}").answer("POST /daemon/resume", 200, "{}");

        assertThat(run("pause").out()).contains("paused");
        assertThat(run("resume").out()).contains("resumed");
    }

    @Test
    void aProcessThatIsGoneIsNotRunning() throws IOException {
        api.publish(home, Integer.MAX_VALUE - 1);

        assertThat(run("pause").code()).isEqualTo(3);
        assertThat(run("pause").err()).contains("is gone");
    }

    @Test
    void aPortNobodyListensAtIsNotRunning() {
        api.close();

        Result result = run("pause");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("nobody listens").hasLineCount(1);
    }

    @Test
    void aWrongTokenIsAFailure() throws IOException {
        Path file = home.resolve("run/endpoints.json");
        Files.writeString(file, Files.readString(file).replace("0123456789abcdef", "f".repeat(16)));

        Result result = run("pause");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("token");
    }

    @Test
    void theThresholdGoesThroughTheProcess() {
        api.answer("PUT /settings", 200, "{\"settings\":[]}");

        Result done = run("set-threshold", "7.5");

        assertThat(done.out()).isEqualTo("vram_threshold_gb = 7.5\n");
        assertThat(api.asked()).contains("PUT /settings {\"vram_threshold_gb\":\"7.5\"}");
        assertThat(run("set-threshold", "12.0").out()).isEqualTo("vram_threshold_gb = 12\n");
    }

    @Test
    void aRefusedSettingNamesItself() {
        api.answer(
                "PUT /settings", 400, "{\"error\":\"invalid_value\",\"message\":\"http.port must be a whole number\"}");

        Result result = run("config", "set", "http.port", "many");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("atelier: not changed — http.port must be a whole number\n");
    }

    @Test
    void aSettingTheEnvironmentFixesIsRefused() {
        api.answer("PUT /settings", 400, "{\"error\":\"overridden\",\"message\":\"set by ATELIER_HTTP_PORT\"}");

        assertThat(run("config", "unset", "http.port").code()).isEqualTo(4);
        assertThat(api.asked()).contains("PUT /settings {\"http.port\":null}");
    }

    @Test
    void settingsShowTheirOrigin() {
        api.answer(
                "GET /settings",
                200,
                "{\"settings\":[{\"name\":\"vram_threshold_gb\",\"pid\":\"dev.atelier.worker\",\"type\":\"number\","
                        + "\"value\":\"6.0\",\"origin\":\"file\",\"originDetail\":\"etc/x.json\",\"secret\":false}]}");

        assertThat(run("config", "show", "--origin").out())
                .startsWith("# " + home.resolve("etc"))
                .contains("vram_threshold_gb = 6  # file: etc/x.json");
        assertThat(run("config", "get", "vram_threshold_gb").out()).isEqualTo("6\n");
    }

    @Test
    void logsShowTheNewestOfALevel() {
        api.answer(
                "GET /daemon/logs?after=0",
                200,
                "{\"entries\":[{\"seq\":1,\"ts\":\"t1\",\"level\":\"info\",\"category\":\"c\",\"message\":\"one\"},"
                        + "{\"seq\":2,\"ts\":\"t2\",\"level\":\"warn\",\"category\":\"c\",\"message\":\"two\"},"
                        + "{\"seq\":3,\"ts\":\"t3\",\"level\":\"error\",\"category\":\"c\",\"message\":\"three\"}],\"seq\":3}");

        assertThat(run("logs", "--level", "warn").out()).isEqualTo("t2 WARN  c: two\nt3 ERROR c: three\n");
        assertThat(run("logs", "-n", "1").out()).isEqualTo("t3 ERROR c: three\n");
    }

    @Test
    void followingTheLogEndsWithTheProcess() {
        api.answer("GET /daemon/logs?after=0", 200, "{\"entries\":[],\"seq\":7}")
                .answer("GET /daemon/logs?after=7", 200, "{\"entries\":[],\"seq\":7}")
                .answer(
                        "GET /events",
                        200,
                        "text/event-stream",
                        "event: hello\ndata: {}\n\n: beat\n\nevent: log\nid: 8\ndata: {\"seq\":8,\"ts\":\"t\",\"level\":\"info\",\"category\":\"c\","
                                + "\"message\":\"live\"}\n\n")
                .answer("GET /events", 404, "{}");

        Result followed = run("logs", "-f");

        assertThat(followed.out()).isEqualTo("t INFO  c: live\n");
    }

    @Test
    void doctorSaysWhatIsWrongWithEngines() {
        api.answer("GET /daemon/status", 200, "{\"config\":{}}")
                .answer(
                        "GET /engines",
                        200,
                        "[{\"id\":\"synthetic\",\"state\":\"active\",\"current\":true},{\"id\":\"sdcpp\",\"state\":\"unavailable\","
                                + "\"reason\":\"no sd-cli\",\"remedy\":\"install it\",\"current\":true}]")
                .answer("GET /engines/synthetic/parts", 200, "[]")
                .answer(
                        "GET /engines/sdcpp/parts",
                        200,
                        "[{\"id\":\"sd-cli\",\"title\":\"x\",\"state\":\"missing\",\"addable\":true,\"note\":\"makes images\"},"
                                + "{\"id\":\"sd-server\",\"title\":\"x\",\"state\":\"broken\",\"addable\":false,\"note\":\"wrong machine\"},"
                                + "{\"id\":\"fine\",\"title\":\"x\",\"state\":\"in_use\",\"addable\":true}]");

        Result doctor = run("doctor");

        assertThat(doctor.out())
                .contains("ok    java:")
                .contains("warn  engine sdcpp: unavailable: no sd-cli\n      install it")
                .contains(
                        "ok    engine sdcpp, sd-cli: could be added: makes images\n      `atelier engines add-part sdcpp sd-cli`")
                .contains("warn  engine sdcpp, sd-server: does not work: wrong machine\n")
                .doesNotContain("fine")
                .contains("ok    engines: 1 serving");
        Fields json = Fields.of(Json.parse(run("doctor", "--json").out()));
        assertThat(json.list("checks")).isNotEmpty().allSatisfy(c -> assertThat(c.text("state"))
                .isIn("ok", "warn", "fail"));
    }

    @Test
    void theLoginLinkIsPrintedAlone() {
        api.answer("POST /console/login-link", 200, "{\"url\":\"http://127.0.0.1:1/x?once=1\"}");

        assertThat(run("console", "link").out()).isEqualTo("http://127.0.0.1:1/x?once=1\n");
    }

    @Test
    void theProcessThatStopsIsWaitedFor() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Lingering.class.getName())
                .start();
        api.publish(home, process.pid());
        api.answer("POST /daemon/shutdown", 202, "{\"ok\":true}")
                .closes("POST /daemon/shutdown", process.getOutputStream()); // it ends a moment after
        try {
            Result stop = run("stop");

            assertThat(stop.code()).isZero();
            assertThat(process.waitFor(5, SECONDS)).isTrue(); // ended, and perhaps only not collected by us
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends when its input does. */
    static final class Lingering {
        private Lingering() {}

        public static void main(String[] args) throws IOException {
            System.in.readAllBytes();
        }
    }
}
