package dev.atelier.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TidingsTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger told = new AtomicInteger();
    private final Tidings tidings = new Tidings(told::incrementAndGet, timer);

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void whatChangesTogetherIsToldOnce() {
        CountDownLatch busy = new CountDownLatch(1);
        timer.execute(() -> awaited(busy));
        for (int i = 0; i < 50; i++) {
            tidings.changed();
        }
        busy.countDown();

        await().until(() -> told.get() > 0);
        assertThat(told).hasValue(1);
        tidings.changed();
        await().until(() -> told.get() == 2);
    }

    @Test
    void aChangeThatComesWhileItIsToldIsToldToo() {
        Runnable[] change = {() -> {}};
        Tidings both = new Tidings(
                () -> {
                    if (told.incrementAndGet() == 1) {
                        change[0].run();
                    }
                },
                timer);
        change[0] = both::changed;

        both.changed();

        await().until(() -> told.get() == 2);
    }

    @Test
    void oneThatComesWhenAllIsOverHurtsNobody() {
        timer.shutdownNow();

        assertThatCode(tidings::changed).doesNotThrowAnyException();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
