package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that really runs full where bundles are staged. */
class DiskFullTest {
    private static final int MIB = 1024 * 1024;

    @TempDir
    static Path temp;

    private static BundleServer bundles;
    private static Atelier atelier;
    private static Path staging;

    @BeforeAll
    static void start() throws Exception {
        bundles = new BundleServer(temp);
        atelier = Atelier.run(temp.resolve("home"));
        staging = atelier.home().resolve("engines/staging");
        Path good = TestEngines.build(temp, Spec.of("steady", "2.0.0"));
        assertThat(atelier.cli("engines", "install", good.toString(), "--allow-unsigned", "--yes")
                        .code())
                .isZero();
        Samples.addModel(atelier, "steady", "llm", "steady");
    }

    @AfterAll
    static void stop() {
        atelier.close();
        bundles.close();
    }

    @Test
    void aDiskThatIsFullBeforeTheCopyBegins() throws Exception {
        Path next = TestEngines.build(temp, Spec.of("steady", "2.1.0"));
        try (SmallDisk disk = SmallDisk.over(staging, 3)) {
            assertThat(disk).isNotNull();
            Atelier.Cli done = atelier.cli("engines", "install", next.toString(), "--allow-unsigned", "--yes");

            assertThat(done.code()).as(done.out() + done.err()).isEqualTo(1);
            assertThat(done.err()).startsWith("atelier: ").contains("disk_full", "free some disk space");
            assertStillServing("2.0.0");
        }
    }

    /** How big a download will be is not said beforehand; it begins, and the disk ends first. */
    @Test
    void aDiskThatRunsFullWhileTheBundleIsCopied() throws Exception {
        Path big = TestEngines.build(temp, Spec.of("steady", "2.2.0").ballast(24 * MIB));
        try (SmallDisk disk = SmallDisk.over(staging, 20)) {
            assertThat(disk).isNotNull();
            JsonNode ended = install(big);

            assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("failed");
            assertThat(ended.path("error").path("code").asText()).isEqualTo("disk_full");
            assertThat(ended.path("error").path("message").asText()).contains("No space left on device");
            assertThat(staging).isEmptyDirectory();
            assertStillServing("2.0.0");
        }
        assertThat(install(big).path("state").asText()).isEqualTo("done");
        assertStillServing("2.2.0");
        Atelier.Cli back = atelier.cli("engines", "rollback", "steady", "--yes");
        assertThat(back.code()).as(back.err()).isZero();
    }

    private static JsonNode install(Path jar) throws Exception {
        var answer = atelier.call("POST", "/engines", Map.of("source", bundles.whole(jar), "allowUnsigned", true));
        JsonNode begun = Atelier.JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(begun.toString()).isEqualTo(202);
        return Samples.operation(atelier, begun.path("operationId").asText());
    }

    private static void assertStillServing(String version) throws Exception {
        assertThat(atelier.get("/engines/steady"))
                .filteredOn(row -> row.path("current").asBoolean())
                .singleElement()
                .satisfies(row -> assertThat(row.path("version").asText()).isEqualTo(version));
        var answer = atelier.call(
                "POST",
                "/v1/chat/completions",
                Map.of("model", "steady", "messages", List.of(Map.of("role", "user", "content", "there?"))));
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.statusCode()).as(text).isEqualTo(200);
        assertThat(text).contains(version);
    }
}
