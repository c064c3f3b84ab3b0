package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {
    private static final ModelSource FAKE = ModelSource.of("fake");

    private final Path root;
    private final Courier courier = new Courier();

    DeliveryTest(@TempDir Path root) {
        this.root = root;
    }

    /** Takes what it is given and says how that went when the test wants it to. */
    private static final class Courier implements Jobs.Delivery {
        final CompletableFuture<JobOutcome> given = new CompletableFuture<>();
        final CompletableFuture<JobOutcome> end = new CompletableFuture<>();
        final AtomicInteger calls = new AtomicInteger();
        volatile String thread = "";

        @Override
        public CompletableFuture<JobOutcome> deliver(JobOutcome outcome) {
            calls.incrementAndGet();
            thread = Thread.currentThread().getName();
            given.complete(outcome);
            return end;
        }

        JobOutcome awaitGiven() {
            return given.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private Job start(Workshop shop) throws Exception {
        return start(shop, courier, null);
    }

    private static Job start(Workshop shop, Jobs.Delivery delivery, @Nullable Instant deadline) throws Exception {
        Task task = Task.Llm.of(List.of(new Task.Message("user", "x")));
        return shop.jobs
                .reserve("s1", FAKE)
                .orElseThrow()
                .start(new Jobs.Request("s1", "m", FAKE, task, JobRecord.Source.STUDIO, deadline), delivery);
    }

    private static JobRecord record(Workshop shop) {
        return shop.jobs.find("s1").orElseThrow();
    }

    @Test
    void theJobGoesOnUntilItsResultIsDeliveredButTheEngineIsLetGo() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            Job job = start(shop);

            JobOutcome made = courier.awaitGiven();

            assertThat(made).isEqualTo(new JobOutcome.Done(Workshop.RESULT));
            assertThat(courier.thread).startsWith("jobs-run");
            assertThat(shop.engines.open).hasValue(0);
            assertThat(job.outcome()).isNotDone();
            assertThat(shop.jobs.busy()).isTrue();
            assertThat(shop.jobs.active()).extracting(JobRecord::id).containsExactly("s1");
            assertThat(record(shop).status()).isEqualTo(JobRecord.Status.RUNNING);
            assertThat(record(shop).progressText()).isEqualTo("delivering");
            var status = Json.object();
            new JobsStatus(shop.jobs, shop.log).status(status);
            assertThat(status.path("currentJobId").asText()).isEqualTo("s1");

            courier.end.complete(made);

            assertThat(Workshop.await(job)).isEqualTo(made);
            assertThat(shop.jobs.busy()).isFalse();
            assertThat(shop.jobs.active()).isEmpty();
            assertThat(record(shop).status()).isEqualTo(JobRecord.Status.COMPLETED);
            assertThat(courier.calls).hasValue(1);
        }
    }

    @Test
    void aJobOfThisMachineIsNoCurrentJob() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            shop.hold();
            shop.jobs.start(Workshop.chat("local"));

            var status = Json.object();
            new JobsStatus(shop.jobs, shop.log).status(status);

            assertThat(status.path("currentJobId").isNull()).isTrue();
        }
    }

    @Test
    void theDeliveryHasTheLastWordAndTheResultStays() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            Job job = start(shop);
            courier.awaitGiven();

            var refused = new JobOutcome.Failed("upload_failed", "status 500", true);
            courier.end.complete(refused);

            assertThat(Workshop.await(job)).isEqualTo(refused);
            assertThat(record(shop).status()).isEqualTo(JobRecord.Status.FAILED);
            assertThat(record(shop).reason()).isEqualTo("status 500");
            assertThat(record(shop).hasResult()).isTrue();
        }
    }

    @Test
    void aDeliveryMayEndAsCancelled() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            Job job = start(shop);

            courier.end.complete(new JobOutcome.Cancelled("withdrawn"));

            Workshop.await(job);
            assertThat(record(shop).status()).isEqualTo(JobRecord.Status.CANCELLED);
        }
    }

    @Test
    void aFailureOfTheEngineIsDeliveredToo() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            shop.engines.work = (job, context) -> {
                throw EngineException.failed("no paint", null);
            };
            Job job = start(shop);

            var failed = (JobOutcome.Failed) courier.awaitGiven();
            courier.end.complete(failed);

            assertThat(failed.reason()).contains("no paint");
            assertThat(Workshop.await(job)).isEqualTo(failed);
            assertThat(shop.engines.faults).containsExactly(true);
        }
    }

    @Test
    void aDeliveryThatBreaksFailsTheJob() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            courier.end.completeExceptionally(new IOException("wire cut"));

            var failed = (JobOutcome.Failed) Workshop.await(start(shop));

            assertThat(failed.code()).isEqualTo("delivery_failed");
            assertThat(failed.reason()).contains("wire cut");
            assertThat(shop.jobs.busy()).isFalse();
        }
    }

    @Test
    void aDeliveryThatThrowsFailsTheJob() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            Jobs.Delivery broken = outcome -> {
                throw new IllegalStateException("no courier");
            };

            var failed = (JobOutcome.Failed) Workshop.await(start(shop, broken, null));

            assertThat(failed.code()).isEqualTo("delivery_failed");
            assertThat(shop.jobs.busy()).isFalse();
        }
    }

    @Test
    void whatIsBeingDeliveredCannotBeCancelled() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            Job job = start(shop);
            JobOutcome made = courier.awaitGiven();

            assertThat(shop.jobs.cancel("s1")).isFalse();
            job.cancel();
            var routes = new JobRoutes(shop.jobs, shop.catalogue, shop.log);
            assertThat(FakeExchange.call(routes, "POST /jobs/{id}/cancel", Map.of("id", "s1"), "")
                            .code())
                    .isEqualTo("wrong_state");
            courier.end.complete(made);

            assertThat(Workshop.await(job)).isEqualTo(made);
        }
    }

    @Test
    void aDeadlineDoesNotCountTheDelivery() throws Exception {
        try (var shop =
                new Workshop(root, new JobsSettings(1, 100, 100, 1L << 30, Duration.ofMillis(300)), Patience.DEFAULT)) {
            var deadline = Instant.now().plusMillis(300);
            Job job = start(shop, courier, deadline);
            JobOutcome made = courier.awaitGiven();

            await().until(() -> Instant.now().isAfter(deadline.plusMillis(50)));
            courier.end.complete(made);

            assertThat(Workshop.await(job)).isEqualTo(made);
        }
    }

    @Test
    void aDeadlineOfTheEngineIsDelivered() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            shop.hold();

            start(shop, courier, Instant.now().plusMillis(30));

            assertThat(((JobOutcome.Failed) courier.awaitGiven()).code()).isEqualTo("deadline_passed");
        }
    }

    @Test
    void anEngineThatIgnoresACancelDoesNotHoldUpTheNewsButThePlace() throws Exception {
        var patience = new Patience(Duration.ofMillis(30), Duration.ofMinutes(1), Duration.ofMillis(100));
        try (var shop = new Workshop(root, JobsSettings.DEFAULTS, patience)) {
            var letGo = new CountDownLatch(1);
            var begun = new CountDownLatch(1);
            shop.engines.work = (job, context) -> {
                begun.countDown();
                while (letGo.getCount() > 0) {
                    context.progress(0.5, "deaf");
                    Workshop.pause(letGo);
                }
                return Workshop.RESULT;
            };
            Job job = start(shop);
            begun.await();

            job.cancel();

            assertThat(courier.awaitGiven()).isInstanceOf(JobOutcome.Cancelled.class);
            assertThat(record(shop).progressText()).isEqualTo("delivering");
            courier.end.complete(courier.awaitGiven());
            Workshop.await(job);
            assertThat(shop.jobs.busy()).isTrue();
            letGo.countDown();
            await().untilAsserted(() -> assertThat(shop.jobs.busy()).isFalse());
            assertThat(courier.calls).hasValue(1);
        }
    }

    @Test
    void aStopDoesNotWaitForEverAndTellsWhatWasNotDelivered() throws Exception {
        var shop = Workshop.with(root, 1, 100);
        Job job = start(shop);
        courier.awaitGiven();

        shop.jobs.stop();

        var failed = (JobOutcome.Failed) job.outcome().join();
        assertThat(failed.code()).isEqualTo("delivery_failed");
        assertThat(record(shop).hasResult()).isTrue();
        courier.end.complete(new JobOutcome.Done(Workshop.RESULT));
        assertThat(record(shop).status()).isEqualTo(JobRecord.Status.FAILED);
    }

    @Test
    void theFileStaysWhileItIsDeliveredWhateverElseIsMade() throws Exception {
        try (var shop = new Workshop(root, new JobsSettings(2, 100, 1, 1, Duration.ZERO), Patience.DEFAULT)) {
            shop.engines.work = (job, context) -> {
                try {
                    Path file = Files.writeString(context.scratch().resolve("out.wav"), "sound");
                    return new EngineResult.Media(Body.of(file), "wav");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            Job job = start(shop);
            var made = (JobOutcome.Done) courier.awaitGiven();
            Path file = ((EngineResult.Media) made.result()).body().file().orElseThrow();

            for (int i = 0; i < 5; i++) {
                shop.run(Workshop.chat("another " + i));
            }
            shop.jobs.apply(new JobsSettings(2, 100, 1, 1, Duration.ZERO));

            assertThat(file).hasContent("sound");
            courier.end.complete(made);
            Workshop.await(job);
            assertThat(file).exists();
        }
    }
}
