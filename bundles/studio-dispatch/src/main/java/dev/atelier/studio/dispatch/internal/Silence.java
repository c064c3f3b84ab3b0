package dev.atelier.studio.dispatch.internal;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds sessions that no longer beat. A process that gets no processor cannot tell a silent worker from one it has not
 * listened to: time in which this loop itself came late does not count, nor does silence while a frame is unread, and
 * each verdict is looked at twice.
 */
final class Silence {
    private static final Duration PULSE = Duration.ofMillis(250);
    private static final Duration SECOND_LOOK = Duration.ofMillis(500);
    private static final long LATE = Duration.ofMillis(100).toNanos();

    private final Loop loop;
    private final Supplier<DispatchSettings> settings;
    private final Consumer<Session> silent;
    private long expected;
    private long lost;

    Silence(Loop loop, Supplier<DispatchSettings> settings, Consumer<Session> silent) {
        this.loop = loop;
        this.settings = settings;
        this.silent = silent;
    }

    void start() {
        expected = loop.nanos();
        pulse();
    }

    private void pulse() {
        long late = loop.nanos() - expected;
        if (late > LATE) {
            lost += late;
        }
        Duration next = shorter(PULSE, settings.get().stale().dividedBy(20));
        expected = loop.nanos() + next.toNanos();
        loop.after(next, this::pulse);
    }

    void beat(Session session) {
        session.heartbeat = loop.nanos();
        session.heartbeatAt = loop.now();
        session.lostAtHeartbeat = lost;
    }

    void watch(Session session) {
        loop.after(settings.get().stale(), () -> look(session));
    }

    private void look(Session session) {
        if (session.state == Session.State.GONE) {
            return;
        }
        long left = left(session);
        if (left > 0) {
            loop.after(Duration.ofNanos(left), () -> look(session));
        } else {
            Duration again = shorter(SECOND_LOOK, settings.get().stale().dividedBy(10));
            loop.after(again, () -> judge(session));
        }
    }

    private void judge(Session session) {
        if (session.state == Session.State.GONE) {
            return;
        }
        if (left(session) > 0 || session.unread.get() > 0) {
            look(session);
        } else {
            silent.accept(session);
        }
    }

    /** Nanoseconds it may still be silent, by time in which we would have heard it. */
    private long left(Session session) {
        long heard = loop.nanos() - session.heartbeat - (lost - session.lostAtHeartbeat);
        return settings.get().stale().toNanos() - heard;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
