package dev.atelier.fleet.internal;

import dev.atelier.common.api.Threads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The sockets of browsers. Asks each for a sign of life, and lets go of those that give none. */
final class Sockets {
    static final Duration PING = Duration.ofSeconds(30);
    static final Duration SILENCE = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int MAX = 2_000;

    private final Set<BrowserSocket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("fleet-sockets"));
    private volatile boolean stopped;

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
    Sockets() {
        timer.scheduleWithFixedDelay(this::beat, PING.toMillis(), PING.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        open.forEach(socket -> socket.beat(System.nanoTime()));
    }

    /** False when there are too many, or it has come too late. */
    boolean opened(BrowserSocket socket) {
        if (stopped || open.size() >= MAX) {
            return false;
        }
        open.add(socket);
        return true;
    }

    void closed(BrowserSocket socket) {
        open.remove(socket);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // harmless when it comes too late
    void cutSoon(BrowserSocket socket) {
        try {
            timer.schedule(socket::cut, GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            socket.cut();
        }
    }

    void stop() {
        stopped = true;
        timer.shutdownNow();
        open.forEach(BrowserSocket::goingAway);
        var unused = Threads.stop(timer, Duration.ofSeconds(1));
    }
}
