package dev.atelier.studio.dispatch.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A loop that turns when the test says so, by a clock the test sets. */
final class ManualLoop implements Loop {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private record Timer(long due, long order, Runnable task) {}

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private long order;
    private long nanos;

    @Override
    public void post(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timers.add(new Timer(nanos + delay.toNanos(), order++, task));
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return START.plusNanos(nanos);
    }

    /** Everything posted, and what that posts. */
    void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    boolean quiet() {
        return tasks.isEmpty();
    }

    /** What a process that is killed had still to do. */
    void forget() {
        tasks.clear();
        timers.clear();
    }

    /** Time passes and every timer runs when it is due. */
    void pass(Duration time) {
        long until = nanos + time.toNanos();
        turn();
        for (Timer next = timers.peek(); next != null && next.due() <= until; next = timers.peek()) {
            timers.remove();
            nanos = Math.max(nanos, next.due());
            next.task().run();
            turn();
        }
        nanos = until;
        turn();
    }

    /** Time passes and the process gets no processor: nothing runs until the next turn. */
    void stall(Duration time) {
        nanos += time.toNanos();
    }
}
