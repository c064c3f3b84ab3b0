package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import dev.atelier.registration.api.Credentials;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.StudioAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Fakes.FakeSocket socket = new Fakes.FakeSocket();
    private final Link link =
            new Link(new Credentials(StudioAddress.parse("https://s.example"), "w-1", new Secret("t")), socket);
    private final Ticks ticks = new Ticks();
    private final List<String> noted = new ArrayList<>();
    private boolean claiming = true;
    private boolean broken;
    private @Nullable String job;
    private long now;

    private final Heartbeats heartbeats = new Heartbeats(this::capabilities, () -> job, new Notes(), () -> now, ticks);

    @AfterEach
    void stop() {
        heartbeats.stop(Duration.ofSeconds(1));
    }

    @Test
    void eachTickIsOneHeartbeat() {
        heartbeats.begin(link, Duration.ofSeconds(5));

        tick(0);
        job = "job-1";
        tick(5 * SECOND);

        assertThat(socket.sent).hasSize(2);
        assertThat(socket.sent.get(0)).doesNotContain("currentJobId");
        assertThat(socket.sent.get(1)).contains("\"currentJobId\":\"job-1\"");
        assertThat(ticks.period).isEqualTo(5 * SECOND);
    }

    @Test
    void ticksThatWereMissedAreNotMadeUpFor() {
        heartbeats.begin(link, Duration.ofSeconds(5));
        tick(0);

        tick(60 * SECOND);
        tick(60 * SECOND);
        tick(61 * SECOND);
        tick(65 * SECOND);

        assertThat(socket.sent).hasSize(3);
    }

    @Test
    void aChangeOfPauseIsToldOnce() {
        heartbeats.begin(link, Duration.ofSeconds(5));
        tick(0);
        claiming = false;
        tick(5 * SECOND);
        tick(10 * SECOND);
        claiming = true;
        tick(15 * SECOND);

        assertThat(noted).containsExactly("sent", "paused", "sent", "sent", "resumed", "sent");
    }

    @Test
    void aHeartbeatThatCannotBeSentIsTheLast() {
        heartbeats.begin(link, Duration.ofSeconds(5));
        socket.open = false;

        tick(0);

        assertThat(noted).containsExactly("failed");
        assertThat(ticks.cancelled).isTrue();
    }

    @Test
    void aFailureToLookAtOurselvesDoesNotEndThem() {
        heartbeats.begin(link, Duration.ofSeconds(5));
        broken = true;
        tick(0);
        broken = false;

        tick(5 * SECOND);

        assertThat(noted).containsExactly("failed", "sent");
    }

    private void tick(long at) {
        now = at;
        ticks.run();
    }

    private Capabilities capabilities() {
        if (broken) {
            throw new IllegalStateException("broken");
        }
        return new Capabilities(
                "rig", "alice", "1", "multi", 0, 12, claiming, false, false, false, false, null, List.of(), List.of(),
                Map.of());
    }

    private final class Notes implements Heartbeats.Watcher {
        @Override
        public void beat(boolean sent) {
            noted.add(sent ? "sent" : "failed");
        }

        @Override
        public void paused(boolean paused) {
            noted.add(paused ? "paused" : "resumed");
        }
    }

    /** Ticks when told to. */
    private static final class Ticks extends ScheduledThreadPoolExecutor {
        long period;
        boolean cancelled;
        private Runnable task = () -> {};

        Ticks() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long every, TimeUnit unit) {
            task = command;
            period = unit.toNanos(every);
            ScheduledFuture<?> handle = super.schedule(() -> {}, 1, TimeUnit.DAYS);
            return new Handle(handle);
        }

        void run() {
            task.run();
        }

        private final class Handle implements ScheduledFuture<Object> {
            private final ScheduledFuture<?> inner;

            Handle(ScheduledFuture<?> inner) {
                this.inner = inner;
            }

            @Override
            public long getDelay(TimeUnit unit) {
                return inner.getDelay(unit);
            }

            @Override
            public int compareTo(java.util.concurrent.Delayed other) {
                return inner.compareTo(other);
            }

            @Override
            public boolean cancel(boolean interrupt) {
                cancelled = true;
                return inner.cancel(interrupt);
            }

            @Override
            public boolean isCancelled() {
                return cancelled;
            }

            @Override
            public boolean isDone() {
                return cancelled;
            }

            @Override
            public Object get() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Object get(long timeout, TimeUnit unit) {
                throw new UnsupportedOperationException();
            }
        }
    }
}
