package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.ExecutionContext;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Events of one Worker on their way in, one after the other. Held back while the runtime has not yet written down what
 * they answer: an answer never comes before its question, and nothing of a Worker that is never created gets out.
 *
 * <p>Lock order: this monitor, then the lock of the runtime, then that of the bus. Nobody else's code runs under any of
 * them: observers are told once this monitor is free again, so that they may do with the Worker what they like.
 */
final class WorkerChannel implements ExecutionContext {
    /** More than this is let through out of turn rather than kept. */
    private static final int MAX_HELD = 4096;

    private final Consumer<ObjectNode> sink;
    private final Runnable told;
    private final ArrayDeque<ObjectNode> waiting = new ArrayDeque<>();
    private int holds;
    private boolean closed;

    /**
     * @param sink called under this channel's monitor; may take the runtime's lock, and tells nobody
     * @param told tells observers what the sink has taken; called without any lock
     */
    WorkerChannel(Consumer<ObjectNode> sink, Runnable told) {
        this.sink = sink;
        this.told = told;
    }

    @Override
    public void publish(ObjectNode event) {
        synchronized (this) {
            if (closed) {
                return;
            }
            waiting.add(event.deepCopy()); // the backend may go on using its own
            if (holds == 0 || waiting.size() > MAX_HELD) {
                letGo();
            }
        }
        told.run();
    }

    synchronized void hold() {
        holds++;
    }

    void release() {
        synchronized (this) {
            holds--;
            if (holds == 0) {
                letGo();
            }
        }
        told.run();
    }

    private void letGo() {
        for (ObjectNode event = waiting.poll(); event != null && !closed; event = waiting.poll()) {
            sink.accept(event);
        }
    }

    /** What is held and what still comes is dropped. */
    synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
