package dev.atelier.runtime.http.internal;

import dev.atelier.common.api.Threads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of observers. Asks each now and then whether it is still there, and sees to it that a closed one goes. */
final class ObservationSockets {
    static final Duration PING_EVERY = Duration.ofSeconds(30);
    static final Duration SILENCE = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(ObservationSockets.class);

    private final Set<ObservationSocket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("runtime-http-sockets"));
    private volatile boolean stopped;

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void start() {
        timer.scheduleWithFixedDelay(
                () -> lookAfterAll(System.nanoTime()),
                PING_EVERY.toMillis(),
                PING_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** False when it has come too late. */
    boolean opened(ObservationSocket socket) {
        open.add(socket);
        if (stopped) {
            open.remove(socket);
            return false;
        }
        return true;
    }

    void closed(ObservationSocket socket) {
        open.remove(socket);
        synchronized (open) {
            open.notifyAll();
        }
    }

    void lookAfterAll(long now) {
        for (ObservationSocket socket : open) {
            try {
                socket.lookAfter(now, SILENCE);
            } catch (RuntimeException e) {
                // A scheduled task that throws is never run again, so one bad socket must not end it.
                LOG.atWarn().setCause(e).log("an observer could not be asked");
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void cutSoon(ObservationSocket socket) {
        try {
            timer.schedule(socket::cut, GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            socket.cut();
        }
    }

    /** Says goodbye to all, and gives the words a moment to get out. */
    void stop() {
        stopped = true;
        open.forEach(ObservationSocket::farewell);
        awaitNone();
        open.forEach(ObservationSocket::cut);
        timer.shutdownNow();
        if (!Threads.stop(timer, Duration.ofSeconds(1))) {
            LOG.warn("the timer of observers did not stop in time");
        }
    }

    private void awaitNone() {
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        synchronized (open) {
            for (long left = FAREWELL.toMillis(); !open.isEmpty() && left > 0; ) {
                try {
                    open.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        }
    }
}
