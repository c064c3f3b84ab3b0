package dev.atelier.studio.http.internal;

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

/** The sockets of this process. Sees to it that one that was closed does go. */
final class Sockets {
    static final Duration GRACE = Duration.ofSeconds(5);
    private static final int GOING_AWAY = 1001;
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    private final Set<WorkerSocket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("studio-http-sockets"));
    private volatile boolean stopped;

    /** False when it has come too late. */
    boolean opened(WorkerSocket socket) {
        open.add(socket);
        if (stopped) {
            open.remove(socket);
            return false;
        }
        return true;
    }

    void closed(WorkerSocket socket) {
        open.remove(socket);
    }

    int count() {
        return open.size();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void cutSoon(WorkerSocket socket) {
        try {
            timer.schedule(socket::cut, GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            socket.cut();
        }
    }

    /** Says goodbye to all, and does not wait for answers. */
    void stop() {
        stopped = true;
        timer.shutdownNow();
        open.forEach(socket -> socket.close(GOING_AWAY, "the studio is stopping"));
        if (!Threads.stop(timer, Duration.ofSeconds(1))) {
            LOG.warn("the timer of sockets did not stop in time");
        }
    }
}
