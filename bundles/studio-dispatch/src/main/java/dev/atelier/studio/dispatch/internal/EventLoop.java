package dev.atelier.studio.dispatch.internal;

import dev.atelier.common.api.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop on a thread of its own. What waits is bounded by those who post: each worker has few frames under way, each
 * job few changes.
 */
final class EventLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private record Timer(long due, long order, Runnable task) {}

    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("studio-dispatch"));
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private final Clock clock;
    private final long origin = System.nanoTime();
    private long order;
    private volatile boolean stopping;

    EventLoop(Clock clock) {
        this.clock = clock;
    }

    void start() {
        thread.execute(this::turn);
    }

    @Override
    public void post(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timers.add(new Timer(nanos() + delay.toNanos(), order++, task));
    }

    @Override
    public long nanos() {
        return System.nanoTime() - origin;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    /** What was posted before is done first. Twice is harmless. */
    boolean stop(Duration grace) {
        post(() -> stopping = true);
        return Threads.stop(thread, grace);
    }

    private void turn() {
        try {
            while (!stopping) {
                Runnable task = next();
                if (task != null) {
                    run(task);
                }
                for (Timer due = timers.peek(); due != null && due.due() <= nanos(); due = timers.peek()) {
                    timers.remove();
                    run(due.task());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Runnable next() throws InterruptedException {
        Timer timer = timers.peek();
        if (timer == null) {
            return tasks.take();
        }
        long wait = timer.due() - nanos();
        return wait <= 0 ? tasks.poll() : tasks.poll(wait, TimeUnit.NANOSECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // The loop outlives a mistake in one of its tasks: a thousand other sessions depend on it.
            LOG.atError().setCause(e).log("a step of the dispatch failed");
        }
    }
}
