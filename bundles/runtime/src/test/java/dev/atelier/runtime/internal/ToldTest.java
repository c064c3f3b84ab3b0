package dev.atelier.runtime.internal;

import static dev.atelier.runtime.internal.Workers.PLAIN;
import static dev.atelier.runtime.internal.Workers.names;
import static dev.atelier.runtime.internal.Workers.refusal;
import static dev.atelier.runtime.internal.Workers.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the records tell need stand nowhere else, whenever the process ends; and what is deleted is told by them too. */
class ToldTest {
    private final Path root;
    private final FullDisk disk = new FullDisk();

    ToldTest(@TempDir Path temp) throws IOException {
        this.root = Files.createDirectory(temp.resolve("store"));
    }

    private WorkerRuntime open(Path store) {
        return new LocalRuntimes(disk)
                .open(RuntimeOptions.memory().withRuntimeId("rt-1").withStoreRoot(store));
    }

    private StoreLayout layout() {
        return StoreLayout.of(root, "rt-1");
    }

    /** What a process that is killed now would leave. */
    private Path killed() throws IOException {
        Path copy = root.resolveSibling("killed-" + System.nanoTime());
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(root.relativize(file).toString()));
            }
        }
        return copy;
    }

    @Test
    void anInputIsTwoRecordsAndNoSnapshot() throws IOException {
        try (WorkerRuntime runtime = open(root)) {
            WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
            Path snapshot = StoreLayout.snapshot(layout().worker(worker));
            String before = Files.readString(layout().runtime()) + Files.readString(snapshot);

            runtime.sendInput(worker, WorkerInput.user("hello"));

            assertThat(Files.readString(layout().runtime()) + Files.readString(snapshot))
                    .isEqualTo(before);
            assertThat(Files.readAllLines(StoreLayout.transcript(layout().worker(worker))))
                    .hasSize(2);
        }
    }

    @Test
    void afterAKillEverythingCountsOnFromTheRecords() throws IOException {
        try (WorkerRuntime runtime = open(root)) {
            WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
            runtime.sendInput(worker, WorkerInput.user("hello"));
            long last = runtime.sendInput(worker, WorkerInput.system("again")).eventId();

            try (WorkerRuntime later = open(killed())) {
                assertThat(later.workerDetail(worker)).isEqualTo(runtime.workerDetail(worker));
                assertThat(later.workerDetail(worker).lastEventId()).isEqualTo(last);
                assertThat(later.eventCursorNow()).isEqualTo(runtime.eventCursorNow());
                assertThat(later.sendInput(worker, WorkerInput.system("on")).transcriptSequence())
                        .isEqualTo(4);
                assertThat(later.stopWorker(worker, null).eventId()).isEqualTo(last + 2);
            }
        }
    }

    @Test
    void aCleanEndBringsTheSnapshotsUpToDate() throws IOException {
        WorkerRef worker;
        try (WorkerRuntime runtime = open(root)) {
            worker = runtime.createWorker(PLAIN).workerRef();
            runtime.sendInput(worker, WorkerInput.user("hello"));
        }

        assertThat(Json.parse(Files.readString(layout().runtime()))
                        .path("next_event_id")
                        .asLong())
                .isEqualTo(4);
        assertThat(Json.parse(Files.readString(StoreLayout.snapshot(layout().worker(worker))))
                        .path("next_transcript_sequence")
                        .asLong())
                .isEqualTo(3);
    }

    @Test
    void anEndThatDoesNotFitLeavesTheSnapshotAsItWas() throws IOException {
        try (WorkerRuntime runtime = open(root)) {
            WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
            runtime.sendInput(worker, WorkerInput.user("hello"));
            boolean fitted = false;
            for (int room = 0; !fitted; room += 97) {
                disk.leave(room);
                try {
                    runtime.stopWorker(worker, "enough");
                    fitted = true;
                } catch (RuntimeRefusal e) {
                    assertThat(e.error()).isEqualTo(RuntimeError.STORE_IO);
                    disk.leave(Long.MAX_VALUE);
                    runtime.sendInput(worker, WorkerInput.system("go on")); // before which the rest is taken back
                    try (WorkerRuntime later = open(killed())) {
                        assertThat(later.workerDetail(worker)).isEqualTo(runtime.workerDetail(worker));
                        assertThat(later.workerDetail(worker).status()).isEqualTo(WorkerStatus.RUNNING);
                    }
                }
                disk.leave(Long.MAX_VALUE);
            }
            assertThat(runtime.workerDetail(worker).status()).isEqualTo(WorkerStatus.STOPPED);
        }
    }

    @Test
    void aWorkerThatHasEndedCanBeDeletedWithAllThatWasSaid() throws IOException {
        try (WorkerRuntime runtime = open(root)) {
            WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
            runtime.sendInput(worker, WorkerInput.user("hello"));
            Observation observation = runtime.observe(worker, "wo_0000000000000000");
            assertThat(refusal(() -> runtime.deleteWorker(worker))).isEqualTo(RuntimeError.INVALID_REQUEST);
            runtime.stopWorker(worker, null);

            runtime.deleteWorker(worker);

            assertThat(layout().worker(worker)).doesNotExist();
            assertThat(names(taken(observation))).endsWith("runtime.worker_not_found");
            assertThat(refusal(() -> runtime.workerDetail(worker))).isEqualTo(RuntimeError.WORKER_NOT_FOUND);
            assertThat(refusal(() -> runtime.deleteWorker(worker))).isEqualTo(RuntimeError.WORKER_NOT_FOUND);
            assertThat(runtime.readEvents(runtime.eventCursorFromStart(), 256).events())
                    .last()
                    .satisfies(event -> assertThat(event.kind()).isEqualTo(RuntimeEvent.Kind.WORKER_DELETED));
        }
        try (WorkerRuntime later = open(root)) {
            assertThat(later.listWorkers()).isEmpty();
            assertThat(later.createWorker(PLAIN).workerRef().workerId()).isEqualTo("worker-00000002");
        }
    }

    @Test
    void whatIsLeftOfADeletedWorkerIsTakenAwayByTheNextStart() throws IOException {
        Path half;
        try (WorkerRuntime runtime = open(root)) {
            WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
            runtime.stopWorker(worker, null);
            runtime.deleteWorker(worker);
            half = layout().worker(worker);
        }
        Files.createDirectory(half);
        Files.writeString(StoreLayout.transcript(half), "");

        try (WorkerRuntime later = open(root)) {
            assertThat(later.listWorkers()).isEqualTo(List.of());
        }

        assertThat(half).doesNotExist();
    }
}
