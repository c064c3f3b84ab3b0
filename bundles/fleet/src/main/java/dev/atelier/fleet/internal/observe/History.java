package dev.atelier.fleet.internal.observe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last events of one Worker, each at an index that only grows. Bounded in number and in size. */
final class History {
    static final int MAX = 1024;
    static final int MAX_CHARS = 2 << 20;

    /**
     * @param number ours, unlike any other of this process
     * @param upstream the runtime's own cursor, null where it has none
     * @param frame what browsers get; null for a mark: a place in the stream where nothing happened
     */
    record Entry(
            long number,
            @Nullable String upstream,
            String eventId,
            @Nullable String frame) {
        private int size() {
            return frame == null ? 0 : frame.length();
        }
    }

    private final @Nullable Entry[] ring = new Entry[MAX];
    private final Map<String, Long> byUpstream = new HashMap<>();
    private final Set<String> eventIds = new HashSet<>();
    private long first;
    private long next;
    private long chars;

    long first() {
        return first;
    }

    long next() {
        return next;
    }

    boolean isEmpty() {
        return first == next;
    }

    /** @param index from first to next, exclusive */
    Entry at(long index) {
        Entry entry = ring[(int) (index % MAX)];
        if (entry == null || index < first || index >= next) {
            throw new IndexOutOfBoundsException("no entry at " + index);
        }
        return entry;
    }

    @Nullable
    Entry last() {
        return isEmpty() ? null : at(next - 1);
    }

    boolean has(String eventId) {
        return eventIds.contains(eventId);
    }

    void add(Entry entry) {
        while (!isEmpty() && (next - first == MAX || chars + entry.size() > MAX_CHARS)) {
            drop();
        }
        ring[(int) (next % MAX)] = entry;
        chars += entry.size();
        if (entry.upstream() != null) {
            byUpstream.put(entry.upstream(), next);
        }
        eventIds.add(entry.eventId());
        next++;
    }

    /** Whoever stands at an index before this finds nothing there any more. */
    void clear() {
        while (!isEmpty()) {
            drop();
        }
    }

    private void drop() {
        Entry entry = at(first);
        ring[(int) (first % MAX)] = null;
        chars -= entry.size();
        eventIds.remove(entry.eventId());
        if (entry.upstream() != null) {
            byUpstream.remove(entry.upstream(), first);
        }
        first++;
    }

    /** The index of an entry by our number, or -1. */
    long find(long number) {
        long low = first;
        long high = next - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            int order = Long.compare(at(middle).number(), number);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The index of an entry by the runtime's cursor, or -1. */
    long findUpstream(@Nullable String cursor) {
        return cursor == null ? -1 : byUpstream.getOrDefault(cursor, -1L);
    }
}
