package dev.atelier.fake.studio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/** The one lock of a studio: everything recorded changes below it, and who waits is woken by each change. */
final class Monitor {
    private static final int TAIL = 40;

    private final Object lock = new Object();
    private final Deque<String> tail = new ArrayDeque<>();
    private final long started = System.nanoTime();

    <T> T change(Supplier<T> change) {
        synchronized (lock) {
            T result = change.get();
            lock.notifyAll();
            return result;
        }
    }

    void changed(Runnable change) {
        synchronized (lock) {
            change.run();
            lock.notifyAll();
        }
    }

    /** Only to be read when a wait was in vain. */
    void tell(String event) {
        synchronized (lock) {
            if (tail.size() == TAIL) {
                tail.removeFirst();
            }
            tail.addLast((System.nanoTime() - started) / 1_000_000 + " ms " + event);
        }
    }

    /** Looks again after each change until something is there. */
    <T> T await(String what, Duration timeout, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (lock) {
            while (true) {
                Optional<T> found = look.get();
                if (found.isPresent()) {
                    return found.get();
                }
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new AssertionError("no " + what + " within " + timeout.toMillis() + " ms; before that:\n"
                            + String.join("\n", tail));
                }
                try {
                    lock.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting for " + what, e);
                }
            }
        }
    }
}
