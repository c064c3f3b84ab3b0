package dev.atelier.common.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
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
    void interruptsWorkThatDoesNotEnd() {
        StuckExecutor executor = new StuckExecutor();

        assertThat(Threads.stop(executor, Duration.ofMillis(50))).isTrue();

        assertThat(executor.calls).containsExactly("shutdown", "await 50 ms", "shutdownNow", "await 50 ms");
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

    /** Its work ends when it is interrupted and not before, however long a wait is said to take. */
    private static final class StuckExecutor extends AbstractExecutorService {
        final List<String> calls = new ArrayList<>();
        private boolean interrupted;

        @Override
        public void shutdown() {
            calls.add("shutdown");
        }

        @Override
        public List<Runnable> shutdownNow() {
            calls.add("shutdownNow");
            interrupted = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return !calls.isEmpty();
        }

        @Override
        public boolean isTerminated() {
            return interrupted;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            calls.add("await " + unit.toMillis(timeout) + " ms");
            return interrupted;
        }

        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException();
        }
    }
}
