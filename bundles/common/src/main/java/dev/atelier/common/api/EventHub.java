package dev.atelier.common.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What happens, as it happens, for those who watch: the console and the command line. Bounded: a watcher that falls
 * behind is told so and reads the state again, it never slows the work.
 */
@ProviderType
public interface EventHub {
    /** Something that happened. Most are never looked at, so what it says may be put into words by the first who does. */
    final class Event {
        private final long id;
        private final String type;
        private final Supplier<ObjectNode> words;
        private volatile @Nullable ObjectNode data;

        /**
         * @param id grows by one with each event of this process
         * @param type what it is about, such as {@code job} or {@code operation}
         * @param data names the thing and what changed
         */
        public Event(long id, String type, ObjectNode data) {
            this(id, type, () -> data);
        }

        public Event(long id, String type, Supplier<ObjectNode> data) {
            this.id = id;
            this.type = type;
            this.words = data;
        }

        public long id() {
            return id;
        }

        public String type() {
            return type;
        }

        public ObjectNode data() {
            ObjectNode known = data;
            if (known == null) {
                known = words.get();
                data = known;
            }
            return known;
        }

        @Override
        public String toString() {
            return type + " " + id + " " + data();
        }
    }

    /** Never blocks. Watchers run on their own threads. */
    void publish(String type, ObjectNode data);

    /** The same for what is told often: the data is made when somebody asks for it, out of what never changes. */
    default void publish(String type, Supplier<ObjectNode> data) {
        publish(type, data.get());
    }

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
