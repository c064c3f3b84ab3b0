package dev.atelier.runtime.internal;

import static dev.atelier.runtime.internal.Workers.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.log.testing.CapturedLog;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to Workers stays with them: no line of the log repeats it, and only a line about the store names a file. */
class LogLeakTest {
    private static final String SAID = "canary-said";
    private static final String PURPOSE = "canary-purpose";

    private final Path root;
    private final FullDisk disk = new FullDisk();

    LogLeakTest(@TempDir Path root) {
        this.root = root;
    }

    @BeforeEach
    void listen() {
        CapturedLog.LINES.clear();
    }

    private WorkerRuntime open() {
        return new LocalRuntimes(disk)
                .open(RuntimeOptions.memory().withRuntimeId("rt-1").withStoreRoot(root));
    }

    private static List<String> ours() {
        return CapturedLog.LINES.stream()
                .filter(line -> line.contains(" dev.atelier."))
                .toList();
    }

    private static void tellsNothing(String expected) {
        assertThat(ours()).anyMatch(line -> line.contains(expected));
        assertThat(ours()).noneMatch(line -> line.contains("canary"));
    }

    private WorkerRef worker(WorkerRuntime runtime) {
        return runtime.createWorker(
                        CreateWorkerRequest.of(new WorkerIntent.Assistant(PURPOSE), ProfileSelector.runtimeDefault()))
                .workerRef();
    }

    @Test
    void ofAFullDisk() {
        try (WorkerRuntime runtime = open()) {
            WorkerRef worker = worker(runtime);
            runtime.sendInput(worker, WorkerInput.user(SAID));
            disk.leave(20);

            assertThat(refusal(() -> runtime.sendInput(worker, WorkerInput.user(SAID))))
                    .isEqualTo(RuntimeError.STORE_IO);
            assertThat(refusal(() -> runtime.stopWorker(worker, SAID))).isEqualTo(RuntimeError.STORE_IO);
            assertThat(refusal(() -> worker(runtime))).isEqualTo(RuntimeError.STORE_IO);
            disk.leave(Long.MAX_VALUE);
        }

        tellsNothing("store did not take a change");
    }

    @Test
    void ofADamagedStore() throws IOException {
        WorkerRef worker;
        try (WorkerRuntime runtime = open()) {
            worker = worker(runtime);
            runtime.sendInput(worker, WorkerInput.user(SAID));
        }
        Path transcript = StoreLayout.transcript(StoreLayout.of(root, "rt-1").worker(worker));
        Files.writeString(transcript, "{\"role\":\"" + SAID + "\"}\n{\"" + SAID + "\n", StandardOpenOption.APPEND);

        assertThat(refusal(this::open)).isEqualTo(RuntimeError.STORE_CORRUPT);

        tellsNothing("store is damaged");
        assertThat(ours()).anyMatch(line -> line.contains("transcript.jsonl"));
    }

    @Test
    void ofAStoreInUse() {
        try (WorkerRuntime runtime = open()) {
            worker(runtime);

            assertThat(refusal(this::open)).isEqualTo(RuntimeError.STORE_IO);
        }

        tellsNothing("store does not open");
    }
}
