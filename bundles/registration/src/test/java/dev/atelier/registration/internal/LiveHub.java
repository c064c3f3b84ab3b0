package dev.atelier.registration.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps what was published, and tells those who subscribed at once. */
final class LiveHub implements EventHub {
    final List<Event> all = new CopyOnWriteArrayList<>();
    final List<Consumer<Event>> watchers = new CopyOnWriteArrayList<>();

    long count(String type) {
        return all.stream().filter(event -> event.type().equals(type)).count();
    }

    @Override
    public void publish(String type, ObjectNode data) {
        Event event = new Event(all.size() + 1, type, data);
        all.add(event);
        watchers.forEach(watcher -> watcher.accept(event));
    }

    @Override
    public long last() {
        return all.size();
    }

    @Override
    public Replay since(long id) {
        return new Replay(true, List.of());
    }

    @Override
    public Subscription subscribe(Consumer<Event> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }
}
