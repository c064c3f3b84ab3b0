package dev.atelier.common.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void countsItsThreadsAndLetsTheProcessEnd() {
        var factory = Threads.named("room-role");

        Thread first = factory.newThread(() -> {});
        Thread second = factory.newThread(() -> {});

        assertThat(first.getName()).isEqualTo("room-role-1");
        assertThat(second.getName()).isEqualTo("room-role-2");
        assertThat(first.isDaemon()).isTrue();
    }

    @Test
    void letsRunningWorkEndWithinTheGrace() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(Threads.named("grace"));
        Future<String> work = executor.submit(() -> "done");

        assertThat(Threads.stop(executor, Duration.ofSeconds(5))).isTrue();

        assertThat(work.get(1, TimeUnit.SECONDS)).isEqualTo("done");
    }

    @Test
    void interruptsWorkThatDoesNotEnd() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(Threads.named("stuck"));
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        executor.execute(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });

        assertThat(Threads.stop(executor, Duration.ofMillis(50))).isTrue();

        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void reportsWorkThatIgnoresInterrupts() {
        ExecutorService executor = Executors.newSingleThreadExecutor(Threads.named("deaf"));
        CountDownLatch free = new CountDownLatch(1);
        executor.execute(() -> {
            while (free.getCount() > 0) {
                Thread.onSpinWait();
            }
        });

        assertThat(Threads.stop(executor, Duration.ofMillis(20))).isFalse();

        free.countDown();
    }
}
