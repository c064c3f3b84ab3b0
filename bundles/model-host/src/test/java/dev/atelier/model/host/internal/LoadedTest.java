package dev.atelier.model.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.NoJob;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.manager.api.Engines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadedTest {
    private final EngineException going = new EngineException("gone", "it goes", true);

    private final Deaf model = new Deaf();
    private final Held lease = new Held();
    private final Loaded loaded = new Loaded(model, lease, Duration.ofMillis(1));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        model.ending.countDown();
        threads.shutdownNow();
    }

    private CompletableFuture<EngineResult> asking() {
        Task task = Task.Llm.of(List.of(new Task.Message("user", "hello")));
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return loaded.execute(new EngineJob("j", "m", ModelSource.of(World.ENGINE), task), new NoJob());
                    } catch (EngineException e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    @Test
    void nothingIsFreedUnderTheHandsOfARequestThatDoesNotLetGo() throws Exception {
        CompletableFuture<EngineResult> request = asking();
        await().until(() -> model.running.get() == 1);

        loaded.close(going, Duration.ZERO);

        assertThat(model.closed).isFalse();
        assertThat(lease.closed).isFalse();
        model.ending.countDown();
        request.get(5, TimeUnit.SECONDS);
        await().untilTrue(lease.closed);
        assertThat(model.closedWhileRunning).isFalse();
        assertThat(model.closed).isTrue();
    }

    @Test
    void asManyRequestsRunAtOnceAsTheModelHasSlots() throws Exception {
        CompletableFuture<EngineResult> one = asking();
        CompletableFuture<EngineResult> two = asking();
        await().until(() -> model.running.get() == 2);
        CompletableFuture<EngineResult> three = asking();
        model.ending.countDown();

        CompletableFuture.allOf(one, two, three).get(5, TimeUnit.SECONDS);

        assertThat(model.most).hasValue(2);
        loaded.close(going, Duration.ofSeconds(5));
        assertThat(model.closed).isTrue();
    }

    /** Hears no cancel. */
    private static final class Deaf implements LoadedModel {
        final CountDownLatch ending = new CountDownLatch(1);
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final AtomicBoolean closed = new AtomicBoolean();
        final AtomicBoolean closedWhileRunning = new AtomicBoolean();

        @Override
        public EngineResult execute(EngineJob job, JobContext context) {
            int now = running.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            try {
                ending.await();
                return new EngineResult.Json("{}");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                running.decrementAndGet();
            }
        }

        @Override
        public int slots() {
            return 2;
        }

        @Override
        public void close() {
            closedWhileRunning.set(running.get() > 0);
            closed.set(true);
        }
    }

    private static final class Held implements Engines.Lease {
        final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public Engine engine() {
            return new FakeLoader("1.0.0");
        }

        @Override
        public EngineDescriptor descriptor() {
            return new FakeLoader("1.0.0").descriptor();
        }

        @Override
        public void report(boolean engineFault) {}

        @Override
        public void onRecall(Runnable action) {}

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
