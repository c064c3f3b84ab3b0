package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    private final EventLoop loop = new EventLoop(Clock.systemUTC());
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        assertThat(loop.stop(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void tasksRunInOrderOnOneThreadAndTimersWhenDue() {
        CompletableFuture<String> last = new CompletableFuture<>();
        loop.post(() -> seen.add("first"));
        loop.post(() -> {
            seen.add("second");
            // Set here, as one that is due goes before the next task.
            loop.after(
                    Duration.ofMillis(20),
                    () -> last.complete(Thread.currentThread().getName()));
            loop.after(Duration.ofMillis(10), () -> seen.add("timer"));
        });
        loop.start();

        assertThat(last.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join())
                .isEqualTo("studio-dispatch-1");
        assertThat(seen).containsExactly("first", "second", "timer");
    }

    @Test
    void aTaskThatFailsDoesNotEndTheLoop() {
        loop.start();
        loop.post(() -> {
            throw new IllegalStateException("a mistake");
        });
        loop.post(() -> seen.add("still here"));

        await().untilAsserted(() -> assertThat(seen).containsExactly("still here"));
    }

    @Test
    void answersComeBackToTheLoop() {
        loop.start();
        CompletableFuture<String> asked = new CompletableFuture<>();
        loop.when(
                asked,
                (value, failure) ->
                        seen.add(value + " " + Thread.currentThread().getName()));

        asked.complete("stored");

        await().untilAsserted(() -> assertThat(seen).containsExactly("stored studio-dispatch-1"));
    }

    @Test
    void leavesNoThreadBehind() {
        loop.start();
        loop.post(() -> seen.add("ran"));

        assertThat(loop.stop(Duration.ofSeconds(5))).isTrue();

        assertThat(seen).containsExactly("ran");
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("studio-dispatch") && thread.isAlive()));
    }
}
