package dev.atelier.fleet.internal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells that the lists have changed, once for all that changes within a moment: one list that reaches fifty runtimes for
 * the first time is one piece of news. After each change there is a telling.
 */
final class Tidings {
    static final Duration MOMENT = Duration.ofMillis(100);

    private final Runnable tell;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean due = new AtomicBoolean();

    /** @param tell does not block */
    Tidings(Runnable tell, ScheduledExecutorService timer) {
        this.tell = tell;
        this.timer = timer;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    void changed() {
        if (!due.compareAndSet(false, true)) {
            return;
        }
        try {
            timer.schedule(this::told, MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            due.set(false); // the room is closing, and so is everybody who listens
        }
    }

    private void told() {
        due.set(false); // first: what changes while it is told is told again
        tell.run();
    }
}
