package dev.atelier.studio.dispatch.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what was published. */
final class FakeHub implements EventHub {
    final List<String> published = new ArrayList<>();

    @Override
    public void publish(String type, ObjectNode data) {
        published.add(type + " " + data);
    }

    @Override
    public long last() {
        return published.size();
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
