package dev.atelier.studio.gateway.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** How much results take up on their way out. Whoever finds no room waits in line, without a thread. */
final class Memory {
    private final long most;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private long taken;

    private record Waiting(long bytes, Consumer<Share> action) {}

    Memory(long most) {
        this.most = most;
    }

    /** A part of the heap: results are not all that is in it. */
    static Memory ofThisProcess() {
        return new Memory(Runtime.getRuntime().maxMemory() / 4);
    }

    /** Runs the action with a share once there is room, at once when there is. It must be quick. */
    void take(long bytes, Consumer<Share> action) {
        synchronized (this) {
            line.add(new Waiting(bytes, action));
        }
        serve();
    }

    private void serve() {
        List<Waiting> lucky = new ArrayList<>();
        synchronized (this) {
            // What is larger than everything goes alone: refused, it would never get out.
            while (!line.isEmpty() && (taken == 0 || taken + line.getFirst().bytes() <= most)) {
                Waiting next = line.removeFirst();
                taken += next.bytes();
                lucky.add(next);
            }
        }
        lucky.forEach(next -> next.action().accept(new Share(next.bytes())));
    }

    synchronized long taken() {
        return taken;
    }

    /** Room for one answer until it is given back; giving it back twice is harmless. */
    final class Share implements AutoCloseable {
        private final long bytes;
        private final AtomicBoolean given = new AtomicBoolean();

        private Share(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public void close() {
            if (given.compareAndSet(false, true)) {
                synchronized (Memory.this) {
                    taken -= bytes;
                }
                serve();
            }
        }
    }
}
