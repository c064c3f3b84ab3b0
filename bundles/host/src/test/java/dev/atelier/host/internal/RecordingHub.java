package dev.atelier.host.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Passes events on at once and keeps their types, those of settings aside. */
final class RecordingHub implements EventHub {
    final List<String> types = new CopyOnWriteArrayList<>();
    final List<Consumer<Event>> watchers = new CopyOnWriteArrayList<>();

    @Override
    public void publish(String type, ObjectNode data) {
        if (!type.equals("settings")) {
            types.add(type);
        }
        watchers.forEach(watcher -> watcher.accept(new Event(1, type, data)));
    }

    @Override
    public long last() {
        return types.size();
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
