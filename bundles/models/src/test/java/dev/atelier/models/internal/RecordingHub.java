package dev.atelier.models.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the types of what was published. */
final class RecordingHub implements EventHub {
    final List<String> types = new ArrayList<>();

    @Override
    public void publish(String type, ObjectNode data) {
        types.add(type);
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
        return () -> {};
    }
}
