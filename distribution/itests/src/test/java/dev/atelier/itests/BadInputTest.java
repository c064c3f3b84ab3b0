package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.Spec.Lifecycle;
import dev.atelier.engine.tck.fixture.Spec.Outcome;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is handed over: a clear answer, the previous engine serving, nothing half installed. */
class BadInputTest {
    @TempDir
    static Path temp;

    private static Atelier atelier;

    @BeforeAll
    static void start() throws Exception {
        atelier = Atelier.start(
                temp.resolve("home"),
                Map.of("ATELIER_ENGINES_START_TIMEOUT_SECS", "5", "ATELIER_ENGINES_SELF_TEST_TIMEOUT_SECS", "5"),
                "run");
        Path good = TestEngines.build(temp, Spec.of("steady", "2.0.0"));
        assertThat(atelier.cli("engines", "install", good.toString(), "--allow-unsigned", "--yes")
                        .code())
                .isZero();
        Samples.addModel(atelier, "steady", "llm", "steady");
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void notAJar() throws Exception {
        refused(Files.writeString(temp.resolve("text.jar"), "this is not a jar"), 1, "not_an_engine");
    }

    @Test
    void truncated() throws Exception {
        byte[] bytes = Files.readAllBytes(TestEngines.build(temp, Spec.of("steady", "3.0.1")));
        refused(Files.write(temp.resolve("cut.jar"), Arrays.copyOf(bytes, bytes.length / 2)), 1, "not_an_engine");
    }

    @Test
    void withoutAnEngine() throws Exception {
        refused(build(Spec.of("steady", "3.0.2").withoutCapability()), 1, "not_an_engine");
    }

    @Test
    void unsignedWithoutConfirmation() throws Exception {
        Path jar = build(Spec.of("steady", "3.0.3"));
        Atelier.Cli done = atelier.cli("engines", "install", jar.toString(), "--yes");

        assertThat(done.code()).isEqualTo(4);
        assertThat(done.err()).contains("untrusted_bundle");
        stillServing();
    }

    @Test
    void anImportNothingProvides() throws Exception {
        refused(build(Spec.of("steady", "3.0.4").missingImport("com.example.nowhere")), 1, "com.example.nowhere");
    }

    @Test
    void anActivatorThatThrows() throws Exception {
        failed(build(Spec.of("steady", "3.0.5").start(Lifecycle.THROW)), "start");
    }

    @Test
    void aStartThatNeverReturns() throws Exception {
        failed(build(Spec.of("steady", "3.0.6").start(Lifecycle.HANG)), "start");
    }

    @Test
    void aSelfTestThatFails() throws Exception {
        failed(build(Spec.of("steady", "3.0.7").selfTest(Outcome.FAIL)), "self-test");
    }

    @Test
    void aSelfTestThatHangs() throws Exception {
        failed(build(Spec.of("steady", "3.0.8").selfTest(Outcome.HANG)), "self-test");
    }

    @Test
    void anEngineThatIsNotWhatItsBundleSays() throws Exception {
        failed(build(Spec.of("steady", "3.0.9").claims("other")), "");
    }

    @Test
    void anotherBundleOfTheSameEngine() throws Exception {
        refused(build(Spec.of("steady", "3.1.0").bsn("com.example.impostor")), 4, "id_taken");
    }

    @Test
    void aDowngrade() throws Exception {
        refused(build(Spec.of("steady", "1.0.0")), 4, "downgrade");
    }

    @Test
    void nothingToRollBackAndUnknownEngines() throws Exception {
        assertThat(atelier.cli("engines", "rollback", "steady", "--yes").err()).contains("nothing_to_roll_back");
        assertThat(atelier.cli("engines", "remove", "nobody", "--yes").err()).contains("unknown_engine");
        stillServing();
    }

    private static Path build(Spec spec) throws Exception {
        return TestEngines.build(temp, spec);
    }

    private static void refused(Path jar, int code, String says) throws Exception {
        Atelier.Cli done = atelier.cli("engines", "install", jar.toString(), "--allow-unsigned", "--yes");

        assertThat(done.code()).as(done.out() + done.err()).isEqualTo(code);
        assertThat(done.err()).startsWith("atelier: ").contains(says).doesNotContain("Exception", "\tat ");
        stillServing();
    }

    private static void failed(Path jar, String step) throws Exception {
        Atelier.Cli done = atelier.cli("engines", "install", jar.toString(), "--allow-unsigned", "--yes");

        assertThat(done.code()).as(done.out() + done.err()).isIn(1, 4);
        JsonNode operation = atelier.get("/engines/operations").get(0);
        assertThat(operation.path("state").asText()).isIn("failed", "rolled_back");
        assertThat(operation.path("error").path("message").asText()).isNotBlank();
        assertThat(operation.path("error").path("remedy").asText()).isNotBlank();
        if (!step.isEmpty()) {
            assertThat(operation.path("steps").toString())
                    .containsPattern("\"name\":\"" + step + "\",\"state\":\"failed\"");
        }
        stillServing();
    }

    /** The engine that was there serves, alone, and works. */
    private static void stillServing() throws Exception {
        JsonNode rows = atelier.get("/engines/steady");
        assertThat(rows)
                .filteredOn(row -> row.path("current").asBoolean())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.path("version").asText()).isEqualTo("2.0.0");
                    assertThat(row.path("state").asText()).isEqualTo("active");
                });
        assertThat(rows)
                .filteredOn(row -> !row.path("current").asBoolean())
                .allSatisfy(row -> assertThat(row.path("state").asText()).isEqualTo("failed"));
        var answer = atelier.call(
                "POST",
                "/v1/chat/completions",
                Map.of("model", "steady", "messages", java.util.List.of(Map.of("role", "user", "content", "there?"))));
        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
