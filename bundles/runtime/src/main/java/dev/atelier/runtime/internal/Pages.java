package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.EventCursor;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeEventBatch;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.TranscriptProjection;
import java.util.List;

/** Parts of what is long. */
final class Pages {
    private Pages() {}

    static TranscriptProjection of(Held held, long start, long limit) {
        List<TranscriptEntry> all = held.transcript;
        long total = all.size();
        long sum = start + limit;
        long end = Math.min(sum < 0 ? Long.MAX_VALUE : sum, total); // a sum that ran over is beyond any end
        List<TranscriptEntry> items = start >= total ? List.of() : List.copyOf(all.subList((int) start, (int) end));
        return new TranscriptProjection(
                held.snapshot.ref(), start, limit, total, items, end < total ? Long.valueOf(end) : null);
    }

    /** Ids rise, though some may be missing. */
    static RuntimeEventBatch of(List<RuntimeEvent> all, EventCursor cursor, long limit) {
        int from = firstFrom(all, cursor.nextEventId());
        int to = (int) Math.min(all.size(), from + Math.min(limit, Integer.MAX_VALUE));
        List<RuntimeEvent> events = List.copyOf(all.subList(from, to));
        long next = events.isEmpty()
                ? cursor.nextEventId()
                : events.get(events.size() - 1).id() + 1;
        return new RuntimeEventBatch(
                cursor.runtimeId(), new EventCursor(cursor.runtimeId(), next), events, to < all.size());
    }

    private static int firstFrom(List<RuntimeEvent> all, long id) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).id() < id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
