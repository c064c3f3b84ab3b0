package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps what was published. */
final class RecordingHub implements EventHub {
    private final List<Event> all = new CopyOnWriteArrayList<>();

    List<ObjectNode> of(String type) {
        return all.stream()
                .filter(event -> event.type().equals(type))
                .map(Event::data)
                .toList();
    }

    @Override
    public void publish(String type, ObjectNode data) {
        all.add(new Event(all.size() + 1, type, data));
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
        return () -> {};
    }
}
