package dev.atelier.common.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.EventHub.Event;
import dev.atelier.common.api.EventHub.Subscription;
import dev.atelier.common.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedEventHubTest {
    private final BoundedEventHub hub = new BoundedEventHub(3);
    private final List<Event> seen = new ArrayList<>();

    @Test
    void numbersEventsFromOneAndHandsThemToWatchers() {
        try (Subscription watching = hub.subscribe(seen::add)) {
            assertThat(hub.last()).isZero();

            publish("a", "b");

            assertThat(watching).isNotNull();
            assertThat(seen).extracting(Event::id).containsExactly(1L, 2L);
            assertThat(seen).extracting(Event::type).containsExactly("a", "b");
            assertThat(hub.last()).isEqualTo(2);
        }
    }

    @Test
    void keepsTheNewestAndSaysWhenOthersAreGone() {
        publish("a", "b", "c", "d", "e");

        assertThat(hub.since(2).complete()).isTrue();
        assertThat(hub.since(2).events()).extracting(Event::type).containsExactly("c", "d", "e");
        assertThat(hub.since(1).complete()).isFalse();
        assertThat(hub.since(5).events()).isEmpty();
        assertThat(hub.since(5).complete()).isTrue();
    }

    @Test
    void knowsNothingOfAnIdFromAnEarlierProcess() {
        publish("a");

        assertThat(hub.since(17).complete()).isFalse();
    }

    @Test
    void aClosedSubscriptionSeesNothingMore() {
        Subscription watching = hub.subscribe(seen::add);
        watching.close();
        watching.close();

        publish("a");

        assertThat(seen).isEmpty();
    }

    @Test
    void aWatcherThatThrowsIsDroppedAndTheOthersGoOn() {
        List<Event> thrower = new ArrayList<>();
        hub.subscribe(event -> {
            thrower.add(event);
            throw new IllegalStateException("not today");
        });
        hub.subscribe(seen::add);

        publish("a", "b");

        assertThat(thrower).hasSize(1);
        assertThat(seen).hasSize(2);
    }

    @Test
    void anEventPublishedByAWatcherComesAfterTheOneItAnswers() {
        hub.subscribe(event -> {
            if (event.type().equals("a")) {
                publish("answer");
            }
        });
        hub.subscribe(seen::add);

        publish("a");

        assertThat(seen).extracting(Event::type).containsExactly("a", "answer");
    }

    @Test
    void aPublisherDoesNotWaitForAWatcherThatIsBusyWithAnEarlierEvent() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        hub.subscribe(event -> {
            seen.add(event);
            if (event.id() == 1) {
                busy.countDown();
                awaitQuietly(free);
            }
        });
        ExecutorService slow = Executors.newSingleThreadExecutor();
        try {
            Future<?> first = slow.submit(() -> publish("a"));
            assertThat(busy.await(5, TimeUnit.SECONDS)).isTrue();

            publish("b"); // returns although the watcher is stuck
            free.countDown();
            first.get(5, TimeUnit.SECONDS);

            assertThat(seen).extracting(Event::type).containsExactly("a", "b");
        } finally {
            slow.shutdownNow();
        }
    }

    @Test
    void manyPublishersAreSeenInOrderWithNothingMissing() throws Exception {
        BoundedEventHub large = new BoundedEventHub(10_000);
        large.subscribe(seen::add);
        ExecutorService publishers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(publishers.submit(() -> {
                    for (int j = 0; j < 500; j++) {
                        large.publish("x", Json.object());
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(10, TimeUnit.SECONDS);
            }
        } finally {
            publishers.shutdownNow();
        }

        assertThat(seen).hasSize(2_000);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).id()).isEqualTo(i + 1);
        }
    }

    private void publish(String... types) {
        for (String type : types) {
            hub.publish(type, Json.object());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(5, TimeUnit.SECONDS)) {
                throw new AssertionError("never released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
