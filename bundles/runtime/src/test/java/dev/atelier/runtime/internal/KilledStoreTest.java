package dev.atelier.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.EventCursor;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledStoreTest {
    private static final int KILLS = 8;

    private final Path root;

    KilledStoreTest(@TempDir Path root) {
        this.root = root;
    }

    @Test
    void losesNothingThatWasAcknowledgedHoweverOftenItIsKilled() throws Exception {
        Random random = new Random(20);
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            acknowledged.addAll(untilKilled(5 + random.nextInt(40)));
        }

        assertThat(acknowledged).hasSizeGreaterThan(5 * KILLS);
        try (WorkerRuntime runtime = new LocalRuntimes()
                .open(RuntimeOptions.memory().withRuntimeId(Writer.ID).withStoreRoot(root))) {
            for (String line : acknowledged) {
                check(runtime, line.split(" ", 4));
            }
            assertThat(ids(runtime)).isSorted().doesNotHaveDuplicates();
        }
    }

    private static void check(WorkerRuntime runtime, String[] words) {
        WorkerRef worker = runtime.ref(words.length > 1 ? words[1] : "");
        switch (words[0]) {
            case "worker" ->
                assertThat(runtime.workerDetail(worker).workerRef()).isEqualTo(worker);
            case "stopped" -> assertThat(runtime.workerDetail(worker).status()).isEqualTo(WorkerStatus.STOPPED);
            case "input" -> {
                long sequence = Long.parseLong(words[2]);
                TranscriptEntry entry =
                        runtime.transcript(worker, sequence - 1, 1).items().get(0);
                assertThat(entry.sequence()).isEqualTo(sequence);
                assertThat(entry.content()).isEqualTo(words[3]);
            }
            default -> assertThat(words[0]).isEqualTo("open");
        }
    }

    private static List<Long> ids(WorkerRuntime runtime) {
        List<Long> ids = new ArrayList<>();
        EventCursor cursor = runtime.eventCursorFromStart();
        for (boolean more = true; more; ) {
            var batch = runtime.readEvents(cursor, 256);
            batch.events().stream().map(RuntimeEvent::id).forEach(ids::add);
            cursor = batch.cursor();
            more = batch.hasMore();
        }
        return ids;
    }

    /** What a program had said by the time it was killed, at some line or other, in the middle of something. */
    private List<String> untilKilled(int lines) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Optional<String> line = Optional.ofNullable(out.readLine());
            while (line.isPresent() && said.size() < lines) {
                said.add(line.get());
                line = Optional.ofNullable(out.readLine());
            }
            process.toHandle().destroyForcibly(); // unlike the process itself it leaves the pipe open
            line.ifPresent(said::add);
            // What it still said before it was gone was acknowledged too; half a line was not.
            StringBuilder rest = new StringBuilder();
            for (int c = out.read(); c >= 0; c = out.read()) {
                rest.append((char) c);
            }
            int end = rest.lastIndexOf("\n");
            if (end > 0) {
                rest.substring(0, end).lines().forEach(said::add);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(said).isNotEmpty();
        return said;
    }
}
