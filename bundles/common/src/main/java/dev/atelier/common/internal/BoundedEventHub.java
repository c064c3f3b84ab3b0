package dev.atelier.common.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest events in a ring and hands each to the watchers in the order of their ids. Whichever publisher finds
 * nobody delivering does so for all; the others return at once, so nobody waits and no watcher is called under a lock.
 */
// Immediate because it remembers: a delayed component is forgotten as soon as nobody holds it.
@Component(service = EventHub.class, immediate = true)
public final class BoundedEventHub implements EventHub {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedEventHub.class);
    private static final int KEPT = 2_000;

    private final int kept;
    private final Object lock = new Object();
    private final ArrayDeque<Event> ring = new ArrayDeque<>(); // guarded by lock
    private long last; // guarded by lock
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final AtomicInteger undelivered = new AtomicInteger();
    private long delivered; // only touched by the delivering thread; handed on through undelivered

    @Activate
    public BoundedEventHub() {
        this(KEPT);
    }

    BoundedEventHub(int kept) {
        this.kept = kept;
    }

    @Override
    public void publish(String type, ObjectNode data) {
        Objects.requireNonNull(data, "data");
        publish(type, () -> data);
    }

    @Override
    public void publish(String type, Supplier<ObjectNode> data) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(data, "data");
        synchronized (lock) {
            last++;
            ring.addLast(new Event(last, type, data));
            if (ring.size() > kept) {
                ring.removeFirst();
            }
        }
        if (undelivered.getAndIncrement() == 0) {
            deliver();
        }
    }

    private void deliver() {
        int seen = 1;
        do {
            for (Event event : since(delivered).events()) {
                delivered = event.id();
                for (Watcher watcher : watchers) {
                    offer(watcher, event);
                }
            }
            seen = undelivered.addAndGet(-seen);
        } while (seen != 0);
    }

    private void offer(Watcher watcher, Event event) {
        if (event.id() <= watcher.after) {
            return; // published before it subscribed, delivered only now
        }
        try {
            watcher.action.accept(event);
        } catch (RuntimeException e) {
            watchers.remove(watcher);
            LOG.atWarn().addKeyValue("type", event.type()).setCause(e).log("event watcher threw and is dropped");
        }
    }

    @Override
    public long last() {
        synchronized (lock) {
            return last;
        }
    }

    @Override
    public Replay since(long id) {
        synchronized (lock) {
            Event oldest = ring.peekFirst();
            // An id beyond the newest comes from an earlier process: what happened since cannot be told.
            boolean complete = id <= last && (oldest == null || id >= oldest.id() - 1);
            return new Replay(complete, newerThan(id));
        }
    }

    /** From the newest backwards: nearly always the newest alone is asked for, and the ring is long. */
    private List<Event> newerThan(long id) {
        if (id == last - 1) {
            return List.of(ring.getLast());
        }
        ArrayDeque<Event> newer = new ArrayDeque<>();
        for (Iterator<Event> back = ring.descendingIterator(); back.hasNext(); ) {
            Event event = back.next();
            if (event.id() <= id) {
                break;
            }
            newer.addFirst(event);
        }
        return List.copyOf(newer);
    }

    @Override
    public Subscription subscribe(Consumer<Event> action) {
        Watcher watcher = new Watcher(last(), action);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** A class and not a record: two subscriptions of one consumer are two. */
    private static final class Watcher {
        final long after;
        final Consumer<Event> action;

        Watcher(long after, Consumer<Event> action) {
            this.after = after;
            this.action = action;
        }
    }
}
