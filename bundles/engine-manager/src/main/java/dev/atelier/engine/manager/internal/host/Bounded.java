package dev.atelier.engine.manager.internal.host;

import dev.atelier.common.api.Threads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs code of engines with a limit. Such code may never return, and Java cannot end it: its thread is then
 * interrupted, given up and counted.
 */
public final class Bounded {
    private static final Duration LAST_CHANCE = Duration.ofMillis(500);

    private final AtomicInteger abandoned = new AtomicInteger();

    public <T> T call(String name, Duration limit, Callable<T> work)
            throws TimeoutException, ExecutionException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Threads.named("engine-manager-" + name).newThread(task);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException e) {
            task.cancel(true);
            giveUp(thread);
            throw e;
        }
    }

    private void giveUp(Thread thread) throws InterruptedException {
        thread.join(LAST_CHANCE.toMillis());
        if (thread.isAlive()) {
            abandoned.incrementAndGet();
        }
    }

    /** Threads given up so far. */
    public int abandoned() {
        return abandoned.get();
    }
}
