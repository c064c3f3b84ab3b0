package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndedEarlyTest {
    private final Path root;

    EndedEarlyTest(@TempDir Path root) {
        this.root = root;
    }

    private Workshop workshop(int slots) {
        return Workshop.with(root, slots, 100);
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
}
