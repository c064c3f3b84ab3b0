package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningJobsTest {
    private final Path root;

    RunningJobsTest(@TempDir Path root) {
        this.root = root;
    }

    private Workshop workshop(int slots) {
        return Workshop.with(root, slots, 100);
    }

    private static JobRecord record(Workshop shop, Job job) {
        return shop.jobs.find(job.id()).orElseThrow();
    }

    @Test
    void runsAJobAndRemembersIt() throws Exception {
        try (var shop = workshop(1)) {
            Job job = shop.jobs.start(Workshop.chat("x".repeat(300)));

            assertThat(Workshop.await(job)).isInstanceOf(JobOutcome.Done.class);

            JobRecord record = record(shop, job);
            assertThat(record.id()).matches("local-\\d+-1");
            assertThat(record.status()).isEqualTo(JobRecord.Status.COMPLETED);
            assertThat(record.prompt()).hasSize(201).endsWith("…");
            assertThat(record.engine()).isEqualTo("fake");
            assertThat(record.engineVersion()).isEqualTo("1.2.3");
            assertThat(record.resultType()).isEqualTo("application/json");
            assertThat(shop.jobs.recentLocal()).containsExactly(record);
            assertThat(shop.jobs.active()).isEmpty();
            assertThat(shop.engines.open).hasValue(0);
            assertThat(shop.engines.faults).containsExactly(false);
            assertThat(shop.log.jobs().of(job.id()).orElseThrow().lines())
                    .extracting(line -> line.message().replaceAll("\\d+ ms", "N ms"))
                    .containsExactly("job started: llm with chat", "job finished: completed after N ms");
        }
    }

    @Test
    void aFileResultIsMovedNotCopied() throws Exception {
        try (var shop = workshop(1)) {
            var scratch = new AtomicReference<Path>();
            shop.engines.work = (job, context) -> {
                scratch.set(context.scratch());
                Path file = context.scratch().resolve("out.bin");
                try {
                    Files.write(file, new byte[] {'f', 'L', 'a', 'C', 0, 0, 0, 0, 0, 0, 0, 0});
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return new EngineResult.Media(Body.of(file), "wav");
            };
            var request = new Jobs.Request(null, "voice", null, Task.Speech.of("hello"), JobRecord.Source.LOCAL, null);

            var done = (JobOutcome.Done) shop.run(request);

            var media = (EngineResult.Media) done.result();
            Path kept = media.body().file().orElseThrow();
            assertThat(kept).exists().startsWith(root.resolve("results"));
            assertThat(shop.jobs.recentLocal().get(0).resultType()).isEqualTo("audio/flac");
            assertThat(scratch.get()).doesNotExist();
        }
    }

    @Test
    void aJobOfAStudioKeepsItsIdAndStandsApart() throws Exception {
        try (var shop = workshop(1)) {
            shop.run(Workshop.request("../job 7", "x", JobRecord.Source.STUDIO, null));

            assertThat(shop.jobs.recentStudio()).extracting(JobRecord::id).containsExactly("../job 7");
            assertThat(shop.jobs.recentLocal()).isEmpty();
        }
        assertThat(root.resolve("results")).isNotEmptyDirectory().isDirectoryNotContaining(p -> p.toString()
                .contains("job 7"));
    }

    @Test
    void anIdIsUnderWayOnlyOnceAndANewRunReplacesTheOld() throws Exception {
        try (var shop = workshop(2)) {
            var request = Workshop.request("again", "x", JobRecord.Source.STUDIO, null);
            var holding = shop.hold();
            Job first = shop.jobs.start(request);
            assertThatThrownBy(() -> shop.jobs.start(request)).isInstanceOf(JobRefused.class);
            holding.release.countDown();
            Workshop.await(first);

            shop.run(request);

            assertThat(shop.jobs.recentStudio()).hasSize(1);
        }
    }

    @Test
    void progressIsToldAtMostFourTimesASecondAndTheLastOneIsKnown() throws Exception {
        try (var shop = workshop(1)) {
            var told = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            shop.engines.work = (job, context) -> {
                for (int i = 1; i <= 1000; i++) {
                    context.progress(i / 1000.0, "step " + i);
                }
                told.countDown();
                while (release.getCount() > 0) {
                    Workshop.pause(release);
                }
                return Workshop.RESULT;
            };
            long begin = System.nanoTime();
            Job job = shop.jobs.start(Workshop.chat("x"));
            told.await();

            assertThat(record(shop, job).progressText()).isEqualTo("step 1000");
            await().untilAsserted(() -> assertThat(shop.hub.of("job"))
                    .anyMatch(event -> event.path("progressText").asText().equals("step 1000")));
            int quarters = (int) ((System.nanoTime() - begin) / ProgressPace.GAP.toNanos());
            assertThat(shop.hub.of("job")).hasSizeLessThan(6 + quarters);
            release.countDown();
            Workshop.await(job);
        }
    }

    @Test
    void logLinesOfAnEngineGoIntoTheJobsLogAndTheWorkersLog() throws Exception {
        try (var shop = workshop(1)) {
            shop.engines.work = (job, context) -> {
                context.log(JobContext.Level.WARN, "low on paint");
                return Workshop.RESULT;
            };

            Job job = shop.jobs.start(Workshop.chat("x"));
            Workshop.await(job);

            assertThat(shop.log.after(0).entries()).anySatisfy(line -> {
                assertThat(line.message()).isEqualTo("low on paint");
                assertThat(line.category()).isEqualTo("fake");
                assertThat(line.jobId()).isEqualTo(job.id());
            });
            assertThat(shop.log.jobs().of(job.id()).orElseThrow().lines()).hasSize(3);
        }
    }

    @Test
    void pausingIsToldOnce() {
        try (var shop = workshop(1)) {
            shop.jobs.pause(true);
            shop.jobs.pause(true);

            assertThat(shop.jobs.paused()).isTrue();
            assertThat(shop.hub.of("status")).hasSize(1);
        }
    }
}
