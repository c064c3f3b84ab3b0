package dev.atelier.engine.agent.run;

import dev.atelier.containers.api.ContainerState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a run, in order, for the one thread that runs it. Output waits outside while there is much of it; all
 * else is never held up by it.
 */
final class Inbox {
    private static final int MOST_OUTPUT = 64;

    sealed interface Message {
        /** A piece of the agent's output. */
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Output(boolean error, byte[] bytes) implements Message {}

        /** There is no more output. */
        record OutputOver() implements Message {}

        /** @param state null when nobody knows how it ended */
        record Ended(@Nullable ContainerState state) implements Message {}

        record Answered(String question, String text) implements Message {
            /** It may be a password. */
            @Override
            public String toString() {
                return "Answered[" + question + "]";
            }
        }

        /** There is nobody to answer it. */
        record Unanswerable(String question) implements Message {}

        /** The run's cause of ending has been told. */
        record Stop() implements Message {}
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private final Deque<Message> messages = new ArrayDeque<>();
    private int output;
    private boolean closed;

    void put(Message message) {
        lock.lock();
        try {
            messages.add(message);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is room; what comes after the end is dropped. */
    void putOutput(Message.Output piece) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (output >= MOST_OUTPUT && !closed) {
                taken.await();
            }
            if (!closed) {
                output++;
                messages.add(piece);
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** @param atMost nanoseconds */
    Optional<Message> take(long atMost) throws InterruptedException {
        long left = atMost;
        lock.lockInterruptibly();
        try {
            while (messages.isEmpty()) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = arrived.awaitNanos(Math.min(left, TimeUnit.HOURS.toNanos(1)));
            }
            Message message = messages.remove();
            if (message instanceof Message.Output) {
                output--;
                taken.signal();
            }
            return Optional.of(message);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
