package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.Jobs;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private final Path root;
    private final Path results;

    ArchiveTest(@TempDir Path root) {
        this.root = root;
        this.results = root.resolve("results");
    }

    private Workshop keeping(int number, long bytes) {
        return new Workshop(root, new JobsSettings(1, 100, number, bytes, Duration.ZERO), Patience.DEFAULT);
    }

    /** While nobody writes: a file that goes while it is looked for ends the walk. */
    private List<Path> resultFiles() throws IOException {
        try (Stream<Path> all = Files.walk(results)) {
            return all.filter(file -> file.getFileName().toString().startsWith("result."))
                    .toList();
        }
    }

    @Test
    void recordsResultsAndTasksSurviveARestart() throws Exception {
        JobRecord before;
        try (var shop = keeping(100, 1 << 20)) {
            Job job = shop.jobs.start(Workshop.chat("remember me"));
            Workshop.await(job);
            shop.run(Workshop.request("from/studio", "x", JobRecord.Source.STUDIO, null));
            before = shop.jobs.find(job.id()).orElseThrow();
        }

        try (var shop = keeping(100, 1 << 20)) {
            assertThat(shop.jobs.find(before.id())).contains(before);
            assertThat(shop.jobs.recentStudio()).extracting(JobRecord::id).containsExactly("from/studio");
            var stored = shop.jobs.board().archive().find(before.id()).orElseThrow();
            assertThat(stored.result().orElseThrow()).hasContent("{\"made\":true}");

            Job again = shop.jobs.again(stored);

            Workshop.await(again);
            assertThat(shop.jobs.find(again.id()).orElseThrow().prompt()).isEqualTo("remember me");
        }
    }

    @Test
    void whatAKilledProcessWasStillWritingGoes() throws Exception {
        JobRecord before;
        try (var shop = keeping(100, 1 << 20)) {
            Job job = shop.jobs.start(Workshop.chat("kept"));
            Workshop.await(job);
            before = shop.jobs.find(job.id()).orElseThrow();
        }
        Path folder;
        try (Stream<Path> folders = Files.list(results)) {
            folder = folders.findFirst().orElseThrow();
        }
        Path half = Files.writeString(folder.resolve(".record.json17.tmp"), "{\"job");

        try (var shop = keeping(100, 1 << 20)) {
            assertThat(shop.jobs.find(before.id())).contains(before);
            await().untilAsserted(() -> assertThat(half).doesNotExist());
        }
    }

    @Test
    void resultsAreForTheirOwnerOnly() throws Exception {
        try (var shop = keeping(100, 1 << 20)) {
            shop.run(Workshop.chat("x"));

            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(results)))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void olderResultsGoWhenThereAreTooMany() throws Exception {
        try (var shop = keeping(3, 1 << 20)) {
            for (int i = 0; i < 5; i++) {
                shop.run(Workshop.chat("" + i));
            }

            assertThat(shop.jobs.recentLocal())
                    .extracting(JobRecord::hasResult)
                    .containsExactly(true, true, true, false, false);
        }

        assertThat(resultFiles()).hasSize(3);
    }

    @Test
    void olderResultsGoWhenTheyNeedTooMuchSpaceButNeverTheNewest() throws Exception {
        try (var shop = keeping(100, 1_000)) {
            shop.engines.work = (job, context) -> new EngineResult.Media(Body.of(new byte[700]), "wav");
            var request = new Jobs.Request(null, "voice", null, Task.Speech.of("x"), JobRecord.Source.LOCAL, null);
            shop.run(request);
            shop.run(request);
            assertThat(shop.jobs.recentLocal()).extracting(JobRecord::hasResult).containsExactly(true, false);

            shop.engines.work = (job, context) -> new EngineResult.Media(Body.of(new byte[5_000]), "wav");
            shop.run(request);

            assertThat(shop.jobs.recentLocal()).extracting(JobRecord::hasResult).containsExactly(true, false, false);
        }
    }

    @Test
    void onlyTheNewestRecordsOfEitherSideAreKept() throws Exception {
        try (var shop = keeping(1, 1 << 20)) {
            shop.run(Workshop.request("studio", "x", JobRecord.Source.STUDIO, null));
            for (int i = 0; i < 55; i++) {
                shop.run(Workshop.chat("" + i));
            }

            assertThat(shop.jobs.recentLocal()).hasSize(50);
            assertThat(shop.jobs.recentStudio()).hasSize(1);
            await().untilAsserted(() -> {
                try (Stream<Path> folders = Files.list(results)) {
                    assertThat(folders).hasSize(51);
                }
            });
        }
    }

    @Test
    void whatAnEarlierProcessLeftUnfinishedIsDeleted() throws Exception {
        Path orphan = Files.createDirectories(results.resolve("local-1-1-1000"));
        Files.writeString(orphan.resolve("result.wav"), "half");
        Path broken = Files.createDirectories(results.resolve("local-2-1-2000"));
        Files.writeString(broken.resolve("record.json"), "{\"jobId\":");
        Path scratch = Files.createDirectories(root.resolve("scratch").resolve("local-1-1"));
        Files.setLastModifiedTime(scratch, FileTime.from(Instant.now().minusSeconds(60)));

        try (var shop = keeping(100, 1 << 20)) {
            shop.run(Workshop.chat("x"));

            await().untilAsserted(() -> {
                assertThat(orphan).doesNotExist();
                assertThat(broken).doesNotExist();
                assertThat(scratch).doesNotExist();
            });
            assertThat(shop.jobs.recentLocal()).hasSize(1);
        }
    }

    @Test
    void whatAStudioHasAndIsForgottenWithinTheMomentNeverCostsAFile() throws Exception {
        var settings = new JobsSettings(1, 100, 2, 1 << 20, Duration.ZERO);
        var archive = new Archive(new JobFolders(results), () -> settings, Instant.EPOCH, Duration.ofDays(1));
        archive.open(root.resolve("scratch"));
        for (int i = 0; i < 60; i++) {
            archive.add(delivered(i));
        }

        assertThat(results).doesNotExist();
        assertThat(archive.json(archive.find("job-59").orElseThrow()))
                .as("a result that waits to be written can be read")
                .isEqualTo(Json.parse("{\"made\":59}"));
        archive.close(Duration.ofSeconds(10));

        try (Stream<Path> folders = Files.list(results)) {
            assertThat(folders).hasSize(50);
        }
        assertThat(resultFiles()).hasSize(2);
        assertThat(new JobFolders(results).readAll(Instant.now().plusSeconds(60)))
                .extracting(StoredJob::id)
                .contains("job-10", "job-59")
                .doesNotContain("job-9");
    }

    @Test
    void whatTheStudioHasNotGotIsWrittenAtOnceAndTakesTheOthersAlong() throws Exception {
        var settings = new JobsSettings(1, 100, 100, 1 << 20, Duration.ZERO);
        var archive = new Archive(new JobFolders(results), () -> settings, Instant.EPOCH, Duration.ofDays(1));
        archive.open(root.resolve("scratch"));
        archive.add(delivered(1));

        archive.add(delivered(2).with(draft -> draft.status = JobRecord.Status.FAILED));

        await().untilAsserted(() -> {
            assertThat(delivered(1).result().orElseThrow()).exists();
            assertThat(delivered(2).result().orElseThrow()).exists();
        });
        archive.close(Duration.ofSeconds(10));
        assertThat(resultFiles()).hasSize(2);
    }

    private StoredJob delivered(int number) {
        Instant at = Instant.ofEpochMilli(number);
        JobRecord made = RecordDraft.created("job-" + number, Kind.LLM, "chat", "x", JobRecord.Source.STUDIO, at);
        JobRecord record = RecordDraft.change(made, draft -> {
            draft.status = JobRecord.Status.COMPLETED;
            draft.finishedAt = at;
            draft.hasResult = true;
            draft.resultType = JobFolders.JSON;
        });
        Task task = Task.Llm.of(List.of(new Task.Message("user", "x")));
        String json = "{\"made\":" + number + "}";
        return new StoredJob(record, new JobFolders(results).folder(record), "result.json", null, task, json);
    }

    @Test
    void aResultThatCannotBeSavedFailsTheJobAndNotTheEngine() throws Exception {
        Files.writeString(results, "in the way");
        try (var shop = keeping(100, 1 << 20)) {
            var outcome = shop.run(Workshop.chat("x"));

            assertThat(outcome.toString()).contains("Failed");
            assertThat(shop.engines.faults).containsExactly(false);
        }
    }
}
