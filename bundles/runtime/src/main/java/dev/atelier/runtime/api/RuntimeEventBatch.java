package dev.atelier.runtime.api;

import java.util.List;

/** Some events, and where to go on. */
public record RuntimeEventBatch(String runtimeId, EventCursor cursor, List<RuntimeEvent> events, boolean hasMore) {
    public RuntimeEventBatch {
        events = List.copyOf(events);
    }
}
