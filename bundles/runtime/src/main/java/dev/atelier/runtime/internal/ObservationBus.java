package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.ObservationFrame;
import dev.atelier.runtime.api.ObservationFrame.Diagnostic;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What happens to Workers, for whoever observes them. Keeps the newest events of each Worker; beyond the limit of them all
 * the Worker that holds most gives first, so a noisy one costs no quiet one its events. Publishing never waits and calls
 * nobody: {@link #tell()} does, once no lock is held.
 */
final class ObservationBus {
    static final int KEPT_EACH = 1024;
    static final int KEPT_ALL = 65_536;
    static final long WEIGHT_ALL = 64L * 1024 * 1024;

    private final int keptEach;
    private final int keptAll;
    private final long weightAll;
    private final long base;
    private final Object lock = new Object();
    private final Map<String, Stream> streams = new HashMap<>();
    private final Queue<LiveObservation> toTell = new ConcurrentLinkedQueue<>();
    private long next;
    private int kept;
    private long weight;
    private boolean closed;

    /** An event and what it weighs. */
    private record Kept(long sequence, ObservationFrame.Event event, long weight) {}

    /** The events of one Worker. */
    private static final class Stream {
        final ArrayDeque<Kept> events = new ArrayDeque<>();
        final List<LiveObservation> observers = new ArrayList<>();
        long weight;
        /** The newest event that is no longer kept. */
        long dropped;
    }

    ObservationBus() {
        // A cursor of an earlier process must not mean anything here, so every process counts from somewhere else.
        this(new SecureRandom().nextLong() >>> 2, KEPT_EACH, KEPT_ALL, WEIGHT_ALL);
    }

    ObservationBus(long base, int keptEach, int keptAll, long weightAll) {
        this.base = Math.max(1, base);
        this.next = this.base;
        this.keptEach = keptEach;
        this.keptAll = keptAll;
        this.weightAll = weightAll;
    }

    void publish(String workerId, ObjectNode payload) {
        long heavy = weightOf(payload);
        synchronized (lock) {
            if (closed) {
                return;
            }
            long sequence = next++;
            String cursor = Cursors.text(sequence);
            ObservationFrame.Event event = new ObservationFrame.Event(cursor, cursor, workerId, payload);
            Stream stream = streams.computeIfAbsent(workerId, id -> new Stream());
            stream.events.add(new Kept(sequence, event, heavy));
            stream.weight += heavy;
            kept++;
            weight += heavy;
            if (stream.events.size() > keptEach) {
                drop(stream);
            }
            while (kept > keptAll || weight > weightAll) {
                drop(heaviest());
            }
            for (LiveObservation observer : stream.observers) {
                observer.offer(event);
                toTell.add(observer);
            }
            stream.observers.removeIf(LiveObservation::isOver);
        }
    }

    private void drop(Stream stream) {
        Kept oldest = stream.events.remove();
        stream.dropped = oldest.sequence();
        stream.weight -= oldest.weight();
        kept--;
        weight -= oldest.weight();
    }

    private Stream heaviest() {
        Comparator<Stream> byLoad = weight > weightAll
                ? Comparator.comparingLong(stream -> stream.weight)
                : Comparator.comparingLong(stream -> stream.events.size());
        return streams.values().stream().max(byLoad).orElseThrow();
    }

    /** Tells observers that there is something to take. To be called without any lock. */
    void tell() {
        for (LiveObservation observer = toTell.poll(); observer != null; observer = toTell.poll()) {
            observer.tell();
        }
    }

    /** From here on events reach the observer; what it gets first is settled when it is opened with its snapshot. */
    LiveObservation subscribe(String workerId, @Nullable String cursor) {
        LiveObservation observer = new LiveObservation(this, workerId);
        synchronized (lock) {
            if (closed) {
                observer.end(new Diagnostic(Diagnostic.UNAVAILABLE, "observation is not available"));
                return observer;
            }
            Stream stream = streams.computeIfAbsent(workerId, id -> new Stream());
            Kept newest = stream.events.peekLast();
            long start = newest == null ? 0 : newest.sequence();
            if (cursor != null) {
                Long given = Cursors.parse(cursor);
                if (given == null) {
                    observer.end(new Diagnostic(Diagnostic.CURSOR_MALFORMED, "this is no cursor"));
                    return observer;
                }
                start = given;
            }
            observer.startAt(Cursors.text(start));
            if (!usable(start, stream)) {
                observer.end(new Diagnostic(
                        Diagnostic.CURSOR_UNKNOWN_OR_EXPIRED, "nothing is known of what came after this cursor"));
                return observer;
            }
            for (Kept event : stream.events) {
                if (event.sequence() > start) {
                    observer.replay(event.event());
                }
            }
            stream.observers.add(observer);
        }
        return observer;
    }

    private boolean usable(long cursor, Stream stream) {
        if (cursor == 0) {
            return true;
        }
        if (Long.compareUnsigned(cursor, next) >= 0 || cursor < base) {
            return false;
        }
        Kept oldest = stream.events.peekFirst();
        return oldest == null ? cursor >= stream.dropped : cursor >= oldest.sequence();
    }

    void leave(LiveObservation observer) {
        synchronized (lock) {
            Stream stream = streams.get(observer.workerId());
            if (stream != null) {
                stream.observers.remove(observer);
            }
        }
    }

    /** The Worker is no more. */
    void forget(String workerId) {
        synchronized (lock) {
            Stream stream = streams.remove(workerId);
            if (stream != null) {
                kept -= stream.events.size();
                weight -= stream.weight;
                endAll(stream, new Diagnostic(Diagnostic.WORKER_NOT_FOUND, "the Worker is no more"));
            }
        }
        tell();
    }

    void close() {
        synchronized (lock) {
            closed = true;
            Diagnostic farewell = new Diagnostic(Diagnostic.UPSTREAM_CLOSED, "the runtime is shutting down");
            streams.values().forEach(stream -> endAll(stream, farewell));
            streams.clear();
        }
        tell();
    }

    private void endAll(Stream stream, Diagnostic why) {
        for (LiveObservation observer : stream.observers) {
            observer.end(why);
            toTell.add(observer);
        }
        stream.observers.clear();
    }

    /** About the bytes it costs to keep. */
    private static long weightOf(JsonNode node) {
        if (node.isTextual()) {
            return 48L + node.textValue().length();
        }
        long sum = 48;
        for (JsonNode child : node) {
            sum += weightOf(child);
        }
        return sum;
    }

    /** For tests. */
    int keptOf(String workerId) {
        synchronized (lock) {
            Stream stream = streams.get(workerId);
            return stream == null ? 0 : stream.events.size();
        }
    }
}
