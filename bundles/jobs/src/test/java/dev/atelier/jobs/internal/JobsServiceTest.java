package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobsServiceTest {
    private final Path root;

    JobsServiceTest(@TempDir Path root) {
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
    void refusesToStartWhileThePlaceIsTaken() throws Exception {
        try (var shop = workshop(1)) {
            var holding = shop.hold();
            Job first = shop.jobs.start(Workshop.chat("first"));

            assertThatThrownBy(() -> shop.jobs.start(Workshop.chat("second")))
                    .isInstanceOfSatisfying(
                            JobRefused.class, e -> assertThat(e.reason()).isEqualTo(JobRefused.Reason.BUSY));
            assertThat(shop.jobs.busy()).isTrue();
            holding.release.countDown();
            Workshop.await(first);

            assertThat(shop.jobs.busy()).isFalse();
            assertThat(shop.run(Workshop.chat("third"))).isInstanceOf(JobOutcome.Done.class);
        }
    }

    @Test
    void waitingJobsRunInTheirOrder() throws Exception {
        try (var shop = workshop(1)) {
            var holding = shop.hold();
            shop.jobs.start(Workshop.chat("0"));
            holding.awaitBegun();
            var order = new CopyOnWriteArrayList<String>();
            shop.engines.work = (job, context) -> {
                order.add(job.task().prompt());
                return Workshop.RESULT;
            };
            List<Job> waiting = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                waiting.add(shop.jobs.enqueue(Workshop.chat("" + i)));
            }
            assertThat(record(shop, waiting.get(4)).status()).isEqualTo(JobRecord.Status.QUEUED);

            holding.release.countDown();
            waiting.forEach(Workshop::await);

            assertThat(order).containsExactly("1", "2", "3", "4", "5");
        }
    }

    @Test
    void theLineHasAnEnd() throws Exception {
        try (var shop = Workshop.with(root, 1, 1)) {
            shop.hold();
            shop.jobs.enqueue(Workshop.chat("runs"));
            shop.jobs.enqueue(Workshop.chat("waits"));

            assertThatThrownBy(() -> shop.jobs.enqueue(Workshop.chat("too many")))
                    .isInstanceOfSatisfying(
                            JobRefused.class, e -> assertThat(e.reason()).isEqualTo(JobRefused.Reason.QUEUE_FULL));
            assertThat(shop.jobs.active()).hasSize(2);
        }
    }

    @Test
    void neverRunsMoreThanThereArePlacesNorThanTheEngineTakes() throws Exception {
        try (var shop = workshop(4)) {
            shop.engines.slots = 3;
            var now = new AtomicInteger();
            var most = new AtomicInteger();
            var never = new CountDownLatch(1);
            shop.engines.work = (job, context) -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Workshop.pause(never);
                now.decrementAndGet();
                return Workshop.RESULT;
            };

            List<Job> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                all.add(shop.jobs.enqueue(Workshop.chat("" + i)));
            }
            all.forEach(Workshop::await);

            assertThat(most).hasValue(3);
            assertThat(shop.jobs.running()).isZero();
            assertThat(shop.engines.open).hasValue(0);
        }
    }

    @Test
    void morePlacesLetWaitingJobsIn() throws Exception {
        try (var shop = workshop(1)) {
            var holding = shop.hold();
            Job first = shop.jobs.start(Workshop.chat("first"));
            Job second = shop.jobs.enqueue(Workshop.chat("second"));

            shop.jobs.apply(new JobsSettings(2, 100, 100, 1L << 30, Duration.ZERO));

            assertThat(record(shop, second).status()).isEqualTo(JobRecord.Status.RUNNING);
            holding.release.countDown();
            Workshop.await(first);
            Workshop.await(second);
        }
    }

    @Test
    void aWaitingJobIsCancelledAtOnce() throws Exception {
        try (var shop = workshop(1)) {
            shop.hold();
            shop.jobs.start(Workshop.chat("runs"));
            Job waiting = shop.jobs.enqueue(Workshop.chat("waits"));

            assertThat(shop.jobs.cancel(waiting.id())).isTrue();

            assertThat(waiting.outcome()).isCompletedWithValue(new JobOutcome.Cancelled("cancelled"));
            assertThat(record(shop, waiting).status()).isEqualTo(JobRecord.Status.CANCELLED);
            assertThat(shop.jobs.cancel(waiting.id())).isFalse();
        }
    }

    @Test
    void aRunningJobIsToldToEndAndTheEngineIsNotToBlame() throws Exception {
        try (var shop = workshop(1)) {
            var told = new CountDownLatch(1);
            var begun = new CountDownLatch(1);
            shop.engines.work = (job, context) -> {
                context.onCancel(told::countDown);
                begun.countDown();
                while (told.getCount() > 0) {
                    Workshop.pause(told);
                }
                throw new IllegalStateException("torn apart by the cancel");
            };
            Job job = shop.jobs.start(Workshop.chat("x"));
            begun.await();

            job.cancel();

            assertThat(Workshop.await(job)).isEqualTo(new JobOutcome.Cancelled("cancelled"));
            assertThat(shop.engines.faults).containsExactly(false);
        }
    }

    @Test
    void anEngineThatIgnoresACancelIsInterruptedAndKeepsThePlaceUntilItLetsGo() throws Exception {
        var patience = new Patience(Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ofMillis(100));
        try (var shop = new Workshop(root, JobsSettings.DEFAULTS, patience)) {
            var letGo = new CountDownLatch(1);
            var interrupted = new CountDownLatch(1);
            var begun = new CountDownLatch(1);
            shop.engines.work = (job, context) -> {
                begun.countDown();
                while (letGo.getCount() > 0) {
                    try {
                        letGo.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                }
                return Workshop.RESULT;
            };
            Job job = shop.jobs.start(Workshop.chat("x"));
            begun.await();

            job.cancel();

            var outcome = (JobOutcome.Cancelled) Workshop.await(job);
            assertThat(outcome.reason()).contains("ignored").contains("interrupted");
            interrupted.await();
            assertThat(shop.jobs.busy()).isTrue();
            letGo.countDown();
            await().untilAsserted(() -> assertThat(shop.jobs.busy()).isFalse());
            assertThat(shop.engines.faults).containsExactly(true);
            assertThat(shop.engines.open).hasValue(0);
        }
    }

    @Test
    void anEngineThatNeverLetsGoIsGivenUp() throws Exception {
        var patience = new Patience(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(100));
        var letGo = new CountDownLatch(1);
        try (var shop = new Workshop(root, JobsSettings.DEFAULTS, patience)) {
            var begun = new CountDownLatch(1);
            shop.engines.work = (job, context) -> {
                begun.countDown();
                boolean gone = false;
                while (!gone) {
                    try {
                        letGo.await();
                        gone = true;
                    } catch (InterruptedException e) {
                        gone = false;
                    }
                }
                return Workshop.RESULT;
            };
            Job job = shop.jobs.start(Workshop.chat("x"));
            begun.await();
            job.cancel();

            await().untilAsserted(() -> assertThat(shop.jobs.busy()).isFalse());

            shop.engines.work = (other, context) -> Workshop.RESULT;
            assertThat(shop.run(Workshop.chat("next"))).isInstanceOf(JobOutcome.Done.class);
            letGo.countDown();
        }
    }

    @Test
    void aDeadlineEndsARunningAndAWaitingJob() throws Exception {
        try (var shop = workshop(1)) {
            var deadline = java.time.Instant.now().plusMillis(50);
            shop.hold();
            Job running = shop.jobs.start(Workshop.request(null, "x", JobRecord.Source.LOCAL, deadline));
            Job waiting = shop.jobs.enqueue(Workshop.request(null, "x", JobRecord.Source.LOCAL, deadline));

            var expected =
                    new JobOutcome.Failed("deadline_passed", "deadline passed: the caller stopped waiting", false);
            assertThat(Workshop.await(running)).isEqualTo(expected);
            assertThat(Workshop.await(waiting)).isEqualTo(expected);
        }
    }

    @Test
    void aDeadlineBeyondAllTimersIsNone() throws Exception {
        try (var shop = workshop(1)) {
            var deadline = java.time.Instant.now().plus(Duration.ofMillis(Long.MAX_VALUE));

            assertThat(shop.run(Workshop.request(null, "x", JobRecord.Source.LOCAL, deadline)))
                    .isInstanceOf(JobOutcome.Done.class);
            assertThat(shop.run(Workshop.chat("the place is free again"))).isInstanceOf(JobOutcome.Done.class);
        }
    }

    @Test
    void theSettingLimitsHowLongAJobRuns() throws Exception {
        var settings = new JobsSettings(1, 100, 100, 1L << 30, Duration.ofSeconds(1));
        try (var shop = new Workshop(root, settings, Patience.DEFAULT)) {
            var known = new AtomicReference<Boolean>();
            shop.engines.work = (job, context) -> {
                known.set(context.deadline().isPresent());
                var never = new CountDownLatch(1);
                while (true) {
                    context.checkCancelled();
                    Workshop.pause(never);
                }
            };

            var failed = (JobOutcome.Failed) shop.run(Workshop.chat("x"));

            assertThat(failed.reason()).isEqualTo("deadline passed: it ran longer than 1 s");
            assertThat(known).hasValue(true);
        }
    }

    @Test
    void aRecalledLeaseEndsItsJob() throws Exception {
        try (var shop = workshop(1)) {
            var holding = shop.hold();
            Job job = shop.jobs.start(Workshop.chat("x"));
            holding.awaitBegun();

            shop.engines.recalls.forEach(Runnable::run);

            var cancelled = (JobOutcome.Cancelled) Workshop.await(job);
            assertThat(cancelled.reason()).isEqualTo("fake 1.2.3 was retired before the job had ended");
            assertThat(shop.engines.faults).containsExactly(false);
        }
    }

    @Test
    void whatAnEngineThrowsEndsItsJobAndCountsAgainstIt() throws Exception {
        try (var shop = workshop(1)) {
            for (FakeEngines.Work crash : List.<FakeEngines.Work>of(
                    (job, context) -> {
                        throw new IllegalStateException("boom");
                    },
                    (job, context) -> {
                        throw new NoClassDefFoundError("boom");
                    },
                    (job, context) -> {
                        throw EngineException.failed("boom", null);
                    })) {
                shop.engines.work = crash;

                var failed = (JobOutcome.Failed) shop.run(Workshop.chat("x"));

                assertThat(failed.retryable()).isTrue();
                assertThat(failed.reason()).contains("boom");
            }
            assertThat(shop.engines.faults).containsExactly(true, true, true);
        }
    }

    @Test
    void whatACallerDidWrongDoesNotCountAgainstTheEngine() throws Exception {
        try (var shop = workshop(1)) {
            shop.engines.work = (job, context) -> {
                throw EngineException.cannotServe("fake", Kind.LLM);
            };

            var failed = (JobOutcome.Failed) shop.run(Workshop.chat("x"));

            assertThat(failed.code()).isEqualTo("cannot_serve");
            assertThat(failed.retryable()).isFalse();
            assertThat(shop.engines.faults).containsExactly(false);
        }
    }

    @Test
    void anEngineThatGoesBetweenAdmissionAndLeaseFailsTheJob() throws Exception {
        try (var shop = workshop(1)) {
            shop.engines.leasable = false;

            var failed = (JobOutcome.Failed) shop.run(Workshop.chat("x"));

            assertThat(failed.code()).isEqualTo("no_engine");
            assertThat(failed.retryable()).isFalse();
            assertThat(shop.jobs.busy()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"nobody, UNKNOWN_MODEL", "off, MODEL_DISABLED", "picture, WRONG_KIND", "orphan, NO_ENGINE"})
    void refusesWhatCannotWork(String model, JobRefused.Reason reason) {
        try (var shop = workshop(1)) {
            var task = Task.Llm.of(List.of(new Task.Message("user", "x")));

            assertThatThrownBy(() ->
                            shop.jobs.enqueue(new Jobs.Request(null, model, null, task, JobRecord.Source.LOCAL, null)))
                    .isInstanceOfSatisfying(
                            JobRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
            assertThat(shop.jobs.board().all()).isEmpty();
        }
    }

    @Test
    void aJobOfAStudioKeepsItsIdAndStandsApart() throws Exception {
        try (var shop = workshop(1)) {
            shop.run(Workshop.request("../job 7", "x", JobRecord.Source.STUDIO, null));

            assertThat(shop.jobs.recentStudio()).extracting(JobRecord::id).containsExactly("../job 7");
            assertThat(shop.jobs.recentLocal()).isEmpty();
            assertThat(root.resolve("results"))
                    .isDirectoryNotContaining(p -> p.toString().contains("job 7"));
        }
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
    void stoppingGivesRunningJobsAMomentThenEndsThemAndLetsNobodyIn() throws Exception {
        var shop = workshop(1);
        shop.hold();
        Job running = shop.jobs.start(Workshop.chat("runs"));
        Job waiting = shop.jobs.enqueue(Workshop.chat("waits"));

        shop.jobs.stop();

        assertThat(running.outcome()).isCompletedWithValue(new JobOutcome.Cancelled("the worker is stopping"));
        assertThat(waiting.outcome()).isCompletedWithValue(new JobOutcome.Cancelled("the worker is stopping"));
        assertThatThrownBy(() -> shop.jobs.start(Workshop.chat("late")))
                .isInstanceOfSatisfying(
                        JobRefused.class, e -> assertThat(e.reason()).isEqualTo(JobRefused.Reason.STOPPING));
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("jobs-")));
    }

    @Test
    void aJobThatEndsWithinTheMomentIsDone() throws Exception {
        var shop = workshop(1);
        var begun = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        shop.engines.work = (job, context) -> {
            begun.countDown();
            Workshop.pause(finish);
            return Workshop.RESULT;
        };
        Job running = shop.jobs.start(Workshop.chat("runs"));
        begun.await();

        shop.jobs.stop();

        assertThat(running.outcome().join()).isInstanceOf(JobOutcome.Done.class);
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
