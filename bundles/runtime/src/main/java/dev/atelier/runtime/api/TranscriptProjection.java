package dev.atelier.runtime.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a transcript; the next page's start is null when there is none. */
public record TranscriptProjection(
        WorkerRef workerRef,
        long start,
        long limit,
        long totalItems,
        List<TranscriptEntry> items,
        @Nullable Long nextStart) {
    public TranscriptProjection {
        items = List.copyOf(items);
    }
}
