package dev.atelier.session.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done one after the other, in order, so that what it touches needs no lock. It has an owner that may
 * itself work at any time except while it waits; then whoever brings something does it at once: a message is answered
 * on the thread that read it. Nobody who brings something ever waits for somebody who is at work.
 */
final class Inbox {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();
    private final BooleanSupplier news;
    private volatile @Nullable Thread owner;
    private volatile boolean called;
    private volatile @Nullable Throwable failure;

    /** @param news whether there is something the owner has to see; asked after work, with the turn held */
    Inbox(BooleanSupplier news) {
        this.news = news;
    }

    /** The calling thread has the turn from here on, except while it waits. */
    void own() {
        turn.lock();
        owner = Thread.currentThread();
    }

    void disown() {
        owner = null;
        turn.unlock();
    }

    void post(Runnable action) {
        waiting.add(action);
        work();
    }

    /** Leaves it to the owner, for those who may hold a lock. */
    void leave(Runnable action) {
        waiting.add(action);
        call();
    }

    /** For the owner: lets others work until there is news for it, or the time is over. */
    void await(long nanos) throws InterruptedException {
        called = false;
        turn.unlock();
        try {
            // Who came while we had the turn has left it to us.
            work();
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0 && idle(); left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
        } finally {
            turn.lock();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        drain();
        rethrow();
    }

    private boolean idle() {
        return !called && !Thread.currentThread().isInterrupted();
    }

    private void work() {
        while (mayWork() && turn.tryLock()) {
            try {
                drain();
                if (failure != null || news.getAsBoolean()) {
                    call();
                }
            } finally {
                turn.unlock();
            }
        }
    }

    private boolean mayWork() {
        return !waiting.isEmpty() && failure == null && owner != null && !turn.isHeldByCurrentThread();
    }

    /** Stops at a failure: the owner must know before anything else happens. */
    private void drain() {
        while (failure == null) {
            Runnable next = waiting.poll();
            if (next == null) {
                return;
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    private void rethrow() {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void call() {
        called = true;
        LockSupport.unpark(owner);
    }
}
