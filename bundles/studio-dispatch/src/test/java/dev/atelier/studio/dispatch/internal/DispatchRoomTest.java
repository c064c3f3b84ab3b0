package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.dispatch.api.Sessions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatchRoomTest {
    private final FakeJobStore jobs = new FakeJobStore();
    private final CompletableFuture<Queue> opened = new CompletableFuture<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final DispatchRoom room = new DispatchRoom(
            new Dispatch.Stores(jobs, new FakeWorkerStore(), new FakeResultStore()),
            new FakeHub(),
            new DispatchRoom.Registrar() {
                @Override
                public void register(Sessions sessions, Queue queue) {
                    opened.complete(queue);
                }

                @Override
                public void unregister() {}
            },
            new World().settings,
            Duration.ofMillis(200));

    @BeforeEach
    void start() {
        room.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        room.stop();
    }

    private Queue queue() throws Exception {
        return opened.get(20, TimeUnit.SECONDS);
    }

    @Test
    void whoeverWaitsForAnAnswerIsToldThatTheRoomHasStopped() throws Exception {
        jobs.heldBack = true;
        Queue queue = queue();
        var submitted = queue.submit(Samples.job("one"));
        var ended = queue.ended("one");

        room.stop();

        assertThat(submitted).isCompletedExceptionally();
        assertThat(ended).isCompletedExceptionally();
        assertThat(queue.submit(Samples.job("two"))).isCompletedExceptionally();
        assertThat(queue.holds("w-1", "one")).isCompletedExceptionally();
    }

    @Test
    void aReadUnderWayIsNotInterrupted() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        jobs.onceRead = () -> {
            reading.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        };
        var held = queue().holds("w-1", "one");
        assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();

        room.stop();

        assertThat(held).isCompletedExceptionally();
        assertThat(interrupted).isFalse();
    }
}
