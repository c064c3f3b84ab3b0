package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one operation changes: all of it, or nothing.
 *
 * @param runtime null when only Workers change
 * @param workers new ones among them
 * @param deleted Workers that are no more; each with its event among the events
 */
record Change(
        @Nullable RuntimeSnapshot runtime,
        List<WorkerSnapshot> workers,
        List<RuntimeEvent> events,
        List<TranscriptEntry> entries,
        List<WorkerRef> deleted) {
    Change {
        workers = List.copyOf(workers);
        events = List.copyOf(events);
        entries = List.copyOf(entries);
        deleted = List.copyOf(deleted);
    }
}
