package dev.atelier.runtime.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Worker by itself. */
public record WorkerDetail(
        WorkerRef workerRef,
        WorkerStatus status,
        WorkerIntent intent,
        ProfileSelector profile,
        @Nullable ConfigBundleRef configBundle,
        List<CapabilityRequest> requestedCapabilities,
        List<NamedReference> workspaceRefs,
        List<NamedReference> mountRefs,
        long transcriptLen,
        long lastEventId,
        WorkerExecution execution) {
    public WorkerDetail {
        requestedCapabilities = List.copyOf(requestedCapabilities);
        workspaceRefs = List.copyOf(workspaceRefs);
        mountRefs = List.copyOf(mountRefs);
    }

    /** What a list would say of it. */
    public WorkerSummary summary() {
        return new WorkerSummary(
                workerRef,
                status,
                intent,
                profile,
                requestedCapabilities.size(),
                configBundle != null,
                transcriptLen,
                lastEventId,
                execution);
    }
}
