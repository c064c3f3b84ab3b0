package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Json;
import dev.atelier.host.api.Host.Presence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresenceWatchTest {
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final AtomicInteger reads = new AtomicInteger();
    private final RecordingHub hub = new RecordingHub();
    private final FakeMachine fake;
    private final PresenceWatch watch;

    PresenceWatchTest(@TempDir Path root) {
        fake = new FakeMachine(root);
        IdleSource source = new IdleSource("xprintidle", List.of("xprintidle"), IdleAnswers::millis);
        watch = new PresenceWatch(
                this::wanted, hub, new IdleTime(List.of(source), fake.machine.commands()), Duration.ofMillis(5));
    }

    /** Counted once it has been read. */
    private boolean wanted() {
        boolean now = wanted.get();
        reads.incrementAndGet();
        return now;
    }

    @AfterEach
    void stop() {
        watch.stop();
    }

    @Test
    void asksNobodyWhileNobodyWantsToKnow() {
        fake.outputs.put("xprintidle", "500000");
        watch.start();
        await().until(() -> reads.get() == 1); // it looks on its own thread
        wanted.set(true);
        assertThat(watch.presence()).isEmpty();

        hub.publish("settings", Json.object());

        await().untilAsserted(() -> assertThat(watch.presence()).hasValue(Presence.IDLE));
    }

    @Test
    void twoMinutesWithoutInputAreIdle() {
        wanted.set(true);
        fake.outputs.put("xprintidle", "119999");
        watch.start();
        await().untilAsserted(() -> assertThat(watch.presence()).hasValue(Presence.ACTIVE));

        fake.outputs.put("xprintidle", "120000");
        await().untilAsserted(() -> assertThat(watch.presence()).hasValue(Presence.IDLE));

        fake.outputs.remove("xprintidle");
        await().untilAsserted(() -> assertThat(watch.presence()).isEmpty());
        await().untilAsserted(() ->
                assertThat(hub.types).as("one event a change").containsExactly("status", "status", "status"));
    }

    @Test
    void forgetsWhenItIsNoLongerWanted() {
        wanted.set(true);
        fake.outputs.put("xprintidle", "0");
        watch.start();
        await().untilAsserted(() -> assertThat(watch.presence()).isPresent());

        wanted.set(false);
        hub.publish("settings", Json.object());

        await().untilAsserted(() -> assertThat(watch.presence()).isEmpty());
    }

    @Test
    void leavesNoThreadAndNoSubscriptionBehind() {
        watch.start();
        watch.stop();

        assertThat(hub.watchers).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("host-presence")));
    }
}
