package dev.atelier.runtime.api;

/** One thing that was said. Sequences begin at 1 and have no gap. */
public record TranscriptEntry(long sequence, WorkerRef workerRef, Role role, String content, long eventId) {
    /** Who said it. */
    public enum Role implements Wire {
        USER,
        ASSISTANT,
        SYSTEM
    }
}
