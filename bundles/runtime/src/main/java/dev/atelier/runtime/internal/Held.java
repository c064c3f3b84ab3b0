package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.ExecutionHandle;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerDetail;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Worker as the book has it. Guarded by the book's lock. */
final class Held {
    WorkerSnapshot snapshot;
    final List<TranscriptEntry> transcript;
    /** Null when nobody runs it. */
    @Nullable
    Connection connection;

    /** The line to what runs a Worker. */
    record Connection(ExecutionHandle handle, WorkerChannel channel) {}

    Held(WorkerSnapshot snapshot, List<TranscriptEntry> transcript) {
        this.snapshot = snapshot;
        this.transcript = new ArrayList<>(transcript);
    }

    WorkerDetail detail() {
        CreateWorkerRequest request = snapshot.request();
        return new WorkerDetail(
                snapshot.ref(),
                snapshot.status(),
                request.intent(),
                request.profile(),
                request.configBundle(),
                request.requestedCapabilities(),
                request.workspaceRefs(),
                request.mountRefs(),
                transcript.size(),
                snapshot.lastEventId(),
                snapshot.execution());
    }
}
