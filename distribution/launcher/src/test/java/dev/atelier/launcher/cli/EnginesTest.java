package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
    private static final String ROWS =
            "[{\"id\":\"synthetic\",\"version\":\"1.0.0\",\"current\":true,\"state\":\"active\",\"kinds\":[\"image\",\"llm\"],"
                    + "\"jobs\":3,\"inFlight\":1}]";

    private final Path home;
    private final FakeLocalApi api;

    EnginesTest(@TempDir Path home) throws IOException {
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

    private static String operation(String state, String stage, String swap, String error) {
        return "{\"id\":\"op-1\",\"kind\":\"swap\",\"engine\":\"synthetic\",\"from\":\"1.0.0\",\"to\":\"2.0.0\",\"state\":\""
                + state
                + "\",\"steps\":[{\"name\":\"stage\",\"state\":\"" + stage
                + "\",\"millis\":12},{\"name\":\"switch\",\"state\":\""
                + swap + "\",\"millis\":1}]" + error + "}";
    }

    private void swapRuns(String last) {
        api.answer("GET /engines", 200, ROWS)
                .answer("POST /engines", 202, "{\"operationId\":\"op-1\"}")
                .answer("GET /engines/operations/op-1", 200, operation("running", "running", "waiting", ""))
                .answer(
                        "GET /events",
                        200,
                        "text/event-stream",
                        "event: hello\ndata: {}\n\nevent: operation\ndata: {\"id\":\"other\",\"state\":\"failed\"}\n\n"
                                + "event: operation\ndata: " + operation("running", "done", "running", "") + "\n\n"
                                + "event: operation\ndata: " + last + "\n\n");
    }

    @Test
    void enginesAreATable() {
        api.answer("GET /engines", 200, ROWS);

        assertThat(run("engines", "list").out())
                .contains("synthetic  1.0.0    yes      active  3     1        image, llm");
    }

    @Test
    void aSwapIsFollowedByTheLiveEvents() {
        swapRuns(operation("done", "done", "done", ""));

        Result swap = run("engines", "swap", "synthetic@2.0.0");

        assertThat(swap.code()).isZero();
        assertThat(swap.out()).isEqualTo("""
                        swap synthetic 1.0.0 -> 2.0.0
                        stage done (12 ms)
                        switch done (1 ms)
                        swap synthetic 1.0.0 -> 2.0.0: done
                        """);
        assertThat(api.asked()).contains("POST /engines {\"source\":\"synthetic@2.0.0\"}");
    }

    @Test
    void onATerminalTheStepsAreRewritten() {
        swapRuns(operation("done", "done", "done", ""));

        Result swap = Typed.at(home, "engines", "swap", "synthetic@2.0.0")
                .onTerminal()
                .environment("NO_COLOR", "1")
                .run();

        assertThat(swap.out()).contains("\u001b[3A", "+ stage", "+ switch").doesNotContain("\u001b[32m");
    }

    @Test
    void aSwapThatWasTakenBackIsAFailureWithItsRemedy() {
        swapRuns(
                operation(
                        "rolled_back",
                        "done",
                        "failed",
                        ",\"error\":{\"code\":\"self_test_failed\",\"message\":\"wrong picture\",\"remedy\":\"report it to its maker\"}"));

        Result swap = run("engines", "swap", "synthetic@2.0.0");

        assertThat(swap.code()).isEqualTo(1);
        assertThat(swap.err())
                .isEqualTo("atelier: swap synthetic 1.0.0 -> 2.0.0: rolled back, the old version serves — "
                        + "self_test_failed: wrong picture; report it to its maker\n");
    }

    @Test
    void aBrokenStreamFallsBackToAsking() {
        api.answer("POST /engines/synthetic/rollback", 202, "{\"operationId\":\"op-1\"}")
                .answer("GET /engines/operations/op-1", 200, operation("running", "running", "waiting", ""))
                .answer("GET /engines/operations/op-1", 200, operation("running", "done", "running", ""))
                .answer("GET /engines/operations/op-1", 200, operation("done", "done", "done", ""));

        assertThat(run("engines", "rollback", "synthetic").code()).isZero();
    }

    @Test
    void withoutWaitingOnlyTheIdIsPrinted() {
        api.answer("DELETE /engines/synthetic?version=1.0.0", 202, "{\"operationId\":\"op-9\"}");

        assertThat(run("engines", "remove", "synthetic", "--version", "1.0.0", "--no-wait")
                        .out())
                .isEqualTo("op-9\n");
    }

    @Test
    void whatIsNotThereCannotBeSwapped() {
        api.answer("GET /engines", 200, ROWS);

        Result swap = run("engines", "swap", "whisper");

        assertThat(swap.code()).isEqualTo(4);
        assertThat(swap.err()).contains("atelier engines install whisper");
    }

    @Test
    void anUnsignedBundleIsRefusedWithTheWayOut() throws IOException {
        Path jar = Files.writeString(home.resolve("x.jar"), "bytes");
        Files.writeString(home.resolve("x.jar.manifest.json"), "{}");
        Files.writeString(home.resolve("x.jar.manifest.sig"), "c2ln");
        api.answer("POST /engines", 403, "{\"error\":\"untrusted_bundle\",\"message\":\"the bundle is not signed\"}");

        Result install = run("engines", "install", jar.toString());

        assertThat(install.code()).isEqualTo(4);
        assertThat(install.err())
                .contains("untrusted_bundle: the bundle is not signed", "--allow-unsigned")
                .hasLineCount(1);
        assertThat(api.asked().get(0))
                .contains(
                        "name=\"bundle\"; filename=\"x.jar\"",
                        "name=\"manifest\"",
                        "name=\"signature\"",
                        "bytes",
                        "c2ln")
                .contains("name=\"allowUnsigned\"\r\n\r\nfalse");
    }

    @Test
    void aPreviewSaysWhatWouldBeDisturbed() {
        api.answer(
                "POST /engines?preview=true",
                200,
                "{\"engine\":\"synthetic\",\"version\":\"2.0.0\",\"replaces\":\"1.0.0\",\"kind\":\"swap\",\"starts\":[\"a\"],"
                        + "\"drains\":[\"b\"],\"drainingJobs\":2,\"disturbs\":[{\"bundle\":\"c\",\"why\":\"imports it\"}],"
                        + "\"untouched\":40,\"size\":2048,\"signed\":true,\"keyId\":\"k\",\"memoryBytes\":0,\"notes\":[\"It waits.\"]}");

        assertThat(run("engines", "preview", "synthetic@2.0.0").out())
                .contains("swap synthetic 1.0.0 -> 2.0.0, 2.0 KiB, signed by k")
                .contains("would disturb: c — imports it")
                .contains("untouched: 40")
                .contains("It waits.");
    }

    @Test
    void aPersonIsAskedAndMaySayNo() {
        api.answer("GET /engines", 200, ROWS);

        Result remove = Typed.at(home, "engines", "remove", "synthetic")
                .onTerminal()
                .input("n\n")
                .run();

        assertThat(remove.code()).isEqualTo(4);
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(run("engines", "install", "nowhere/x.jar").err()).contains("nowhere/x.jar — there is no such file");
    }

    @Test
    void partsAreATableWithWhatCouldBeAdded() {
        api.answer(
                "GET /engines/sd-cpp/parts",
                200,
                "[{\"id\":\"sd-server\",\"title\":\"keeps models\",\"state\":\"in_use\",\"version\":\"5\",\"where\":\"/bin/x\","
                        + "\"addable\":false},{\"id\":\"sd-cli\",\"title\":\"runs jobs\",\"state\":\"missing\",\"addable\":true,"
                        + "\"note\":\"makes images\",\"downloadBytes\":2048}]");

        assertThat(run("engines", "parts", "sd-cpp").out())
                .contains("sd-server  in use   5        keeps models  /bin/x")
                .contains("sd-cli: makes images\n`atelier engines add-part sd-cpp sd-cli` fetches it (2.0 KiB)");
    }

    @Test
    void aPartIsAddedAndWaitedFor() {
        api.answer("POST /engines/sd-cpp/parts/sd-cli", 202, adding("running"))
                .answer(
                        "GET /engines/sd-cpp/parts/sd-cli",
                        200,
                        "{\"id\":\"sd-cli\",\"adding\":" + adding("running") + "}")
                .answer(
                        "GET /events",
                        200,
                        "text/event-stream",
                        "event: hello\ndata: {}\n\nevent: part\ndata: " + adding("done") + "\n\n");

        Result added = run("engines", "add-part", "sd-cpp", "sd-cli");

        assertThat(added.code()).isZero();
        assertThat(added.out()).isEqualTo("sd-cli is here, jobs of sd-cpp run on it now\n");
    }

    @Test
    void aPartThatDoesNotComeSaysWhy() {
        api.answer(
                "POST /engines/sd-cpp/parts/sd-cli",
                202,
                adding("failed").replace("}", ",\"error\":{\"code\":\"http_404\",\"message\":\"it is not there\"}}"));

        Result added = run("engines", "add-part", "sd-cpp", "sd-cli");

        assertThat(added.code()).isNotZero();
        assertThat(added.err())
                .contains("sd-cli was not added to engine sd-cpp")
                .contains("it is not there");
    }

    private static String adding(String state) {
        return "{\"engine\":\"sd-cpp\",\"part\":\"sd-cli\",\"state\":\"" + state + "\",\"text\":\"\"}";
    }
}
