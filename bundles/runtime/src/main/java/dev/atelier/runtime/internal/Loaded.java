package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.TranscriptEntry;
import java.util.List;

/**
 * What a store knew when it was opened.
 *
 * @param remarks leftovers of a crash, for the diagnostics
 */
record Loaded(RuntimeSnapshot runtime, List<Worker> workers, List<RuntimeEvent> events, List<Remark> remarks) {
    /** A Worker and everything that was said. */
    record Worker(WorkerSnapshot snapshot, List<TranscriptEntry> entries) {}

    /** Something found that is no damage. */
    record Remark(String code, String message) {}
}
