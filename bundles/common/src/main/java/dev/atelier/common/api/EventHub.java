package dev.atelier.common.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What happens, as it happens, for those who watch: the console and the command line. Bounded: a watcher that falls
 * behind is told so and reads the state again, it never slows the work.
 */
@ProviderType
public interface EventHub {
    /**
     * @param id grows by one with each event of this process
     * @param type what it is about, such as {@code job} or {@code operation}
     * @param data names the thing and what changed
     */
    record Event(long id, String type, ObjectNode data) {}

    /** Never blocks. Watchers run on their own threads. */
    void publish(String type, ObjectNode data);

    /** The newest event's id; 0 before the first. */
    long last();

    /** Events after the id that are still kept; empty optional semantics: {@code complete} is false when some are gone. */
    Replay since(long id);

    /** Kept events after an id. */
    record Replay(boolean complete, List<Event> events) {
        public Replay {
            events = List.copyOf(events);
        }
    }

    /** Calls the watcher for each later event, from the publisher's thread: hand over quickly, never block or throw. */
    Subscription subscribe(Consumer<Event> watcher);

    /** Ends with {@link #close()}. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
