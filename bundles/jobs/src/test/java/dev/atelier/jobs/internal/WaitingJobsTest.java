package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingJobsTest {
    private final Path root;

    WaitingJobsTest(@TempDir Path root) {
        this.root = root;
    }

    private Workshop workshop(int slots) {
        return Workshop.with(root, slots, 100);
    }

    private static JobRecord record(Workshop shop, Job job) {
        return shop.jobs.find(job.id()).orElseThrow();
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
}
