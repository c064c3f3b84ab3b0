package dev.atelier.engine.manager.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Remembers what was published. */
final class TestHub implements EventHub {
    final List<Event> events = new CopyOnWriteArrayList<>();

    /** Lets the next event fail. */
    final AtomicBoolean trouble = new AtomicBoolean();

    private volatile CountDownLatch held = new CountDownLatch(0);

    /** Lets operations stand still at whatever they tell next, until released. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    private void standStill() {
        if (Thread.currentThread().getName().startsWith("engine-manager-operation")) {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void publish(String type, ObjectNode data) {
        standStill();
        if (trouble.getAndSet(false)) {
            throw new IllegalStateException("trouble that nobody expects");
        }
        events.add(new Event(events.size() + 1L, type, data));
    }

    @Override
    public long last() {
        return events.size();
    }

    @Override
    public Replay since(long id) {
        return new Replay(true, events);
    }

    @Override
    public Subscription subscribe(Consumer<Event> watcher) {
        return () -> {};
    }
}
