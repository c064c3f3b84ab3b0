package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.Spec.Lifecycle;
import dev.atelier.engine.tck.fixture.Spec.Outcome;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * SIGKILL at each step of an install or a swap, then a start over the same home. Up to the switch it is as if nobody
 * had asked; from the switch on it is finished. What can be held from outside is (a download, an engine that hangs, a
 * job that runs); the rest by a breakpoint.
 */
class KilledOperationTest extends KilledProgram {
    private static final int BALLAST = 4 * 1024 * 1024;

    // ---- before the switch: undone ----

    @Test
    void whileTheBundleIsBeingDownloaded() throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0").ballast(BALLAST));
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            ask(() -> post(atelier, bundles.halted(next)));
            awaitFileIn("staging");
            atelier.kill();
        }
        assertThat(undone(newestOperation())).isEqualTo("fetch");
    }

    @Test
    void whileTheBundleIsBeingUploaded() throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0").ballast(BALLAST));
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            ask(() -> uploadHalf(atelier, next));
            awaitFileIn("uploads");
            atelier.kill();
        }
        try (Atelier again = Atelier.run(home)) {
            assertSettled(again, "1.0.0");
            assertThat(again.get("/engines/operations"))
                    .filteredOn(operation -> operation.path("engine").asText().equals("hurt"))
                    .hasSize(1); // 1.0.0's
            assertStillChanges(again);
        }
    }

    @Test
    void whileTheBundleIsBeingVerified() throws Exception {
        undone(killedWhileSwapping("verify.Verifier", "check"));
    }

    @Test
    void afterThePreviewWasMade() throws Exception {
        assertThat(undone(killedWhileSwapping("operation.Previews", "look"))).isEqualTo("preview");
    }

    @Test
    void whileTheNewVersionStarts() throws Exception {
        assertThat(undone(killedDuring("start", Spec.of("hurt", "1.1.0").start(Lifecycle.HANG))))
                .isEqualTo("start");
    }

    @Test
    void whileTheNewVersionTestsItself() throws Exception {
        assertThat(undone(killedDuring("self-test", Spec.of("hurt", "1.1.0").selfTest(Outcome.HANG))))
                .isEqualTo("self-test");
    }

    @Test
    void atTheSwitchBeforeItIsOnDisk() throws Exception {
        assertThat(undone(killedWhileSwapping("journal.Change$Switched", "<init>")))
                .isEqualTo("switch");
    }

    @Test
    void whileAnEngineNobodyHadStarts() throws Exception {
        Path first = build(Spec.of("fresh", "1.0.0").start(Lifecycle.HANG));
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            operation = accepted(post(atelier, bundles.whole(first)));
            awaitStep(atelier, operation, "start");
            atelier.kill();
        }
        try (Atelier again = Atelier.run(home)) {
            assertSettled(again, "1.0.0");
            assertThat(again.call("GET", "/engines/fresh", null).statusCode()).isEqualTo(404);
            assertInterrupted(again.get("/engines/operations/" + operation));
        }
    }

    // ---- from the switch on: finished ----

    @Test
    void atTheSwitchOnceItIsOnDisk() throws Exception {
        assertThat(finished(killedWhileSwapping("registry.EngineRegistry", "serve")))
                .isEqualTo("switch");
    }

    @Test
    void whileTheOldVersionDrains() throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0"));
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0").takes(Duration.ofMinutes(5)))) {
            holdAJob(atelier);
            operation = accepted(post(atelier, bundles.whole(next)));
            awaitStep(atelier, operation, "drain");
            atelier.kill();
        }
        assertThat(finished(operation)).isEqualTo("drain");
    }

    @Test
    void whileTheOldVersionRetires() throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0"));
        String operation;
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0").stop(Lifecycle.HANG))) {
            operation = accepted(post(atelier, bundles.whole(next)));
            awaitStep(atelier, operation, "retire");
            atelier.kill();
        }
        assertThat(finished(operation)).isEqualTo("retire");
    }

    // ---- how they are killed ----

    private String undone(String operation) throws Exception {
        return undone(operation, "1.0.0", 1);
    }

    private String finished(String operation) throws Exception {
        return finished(operation, "1.1.0");
    }

    private String killedWhileSwapping(String type, String method) throws Exception {
        Path next = build(Spec.of("hurt", "1.1.0"));
        return killedAt(type, method, serving(Spec.of("hurt", "1.0.0")), atelier -> post(atelier, bundles.whole(next)));
    }

    private String killedDuring(String step, Spec next) throws Exception {
        Path jar = build(next);
        try (Atelier atelier = serving(Spec.of("hurt", "1.0.0"))) {
            String operation = accepted(post(atelier, bundles.whole(jar)));
            awaitStep(atelier, operation, step);
            atelier.kill();
            return operation;
        }
    }

    private static HttpResponse<byte[]> uploadHalf(Atelier atelier, Path jar) throws Exception {
        byte[] bytes = Files.readAllBytes(jar);
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream body = new PipedInputStream(out, bytes.length);
        String head = String.join(
                "\r\n",
                "--cut",
                "Content-Disposition: form-data; name=\"bundle\"; filename=\"a.jar\"",
                "Content-Type: application/java-archive",
                "",
                "");
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(bytes, 0, bytes.length / 2); // and never the rest
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(atelier.localApi() + "/engines"))
                                .header("Authorization", "Bearer " + atelier.token())
                                .header("Content-Type", "multipart/form-data; boundary=cut")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    private void awaitFileIn(String folder) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            for (Path file : children(home.resolve("engines").resolve(folder))) {
                if (Files.size(file) > 64 * 1024) {
                    return true;
                }
            }
            return false;
        });
    }
}
