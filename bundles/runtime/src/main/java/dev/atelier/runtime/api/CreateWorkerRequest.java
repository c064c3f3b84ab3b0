package dev.atelier.runtime.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a Worker is made from, kept with it for good. */
public record CreateWorkerRequest(
        WorkerIntent intent,
        ProfileSelector profile,
        @Nullable ConfigBundleRef configBundle,
        List<CapabilityRequest> requestedCapabilities,
        List<NamedReference> workspaceRefs,
        List<NamedReference> mountRefs,
        @Nullable WorkerInput initialInput) {
    public CreateWorkerRequest {
        Objects.requireNonNull(intent, "intent");
        Objects.requireNonNull(profile, "profile");
        requestedCapabilities = List.copyOf(requestedCapabilities);
        workspaceRefs = List.copyOf(workspaceRefs);
        mountRefs = List.copyOf(mountRefs);
    }

    public static CreateWorkerRequest of(WorkerIntent intent, ProfileSelector profile) {
        return new CreateWorkerRequest(intent, profile, null, List.of(), List.of(), List.of(), null);
    }

    public CreateWorkerRequest withConfigBundle(@Nullable ConfigBundleRef bundle) {
        return new CreateWorkerRequest(
                intent, profile, bundle, requestedCapabilities, workspaceRefs, mountRefs, initialInput);
    }

    public CreateWorkerRequest withCapabilities(List<CapabilityRequest> capabilities) {
        return new CreateWorkerRequest(
                intent, profile, configBundle, capabilities, workspaceRefs, mountRefs, initialInput);
    }

    public CreateWorkerRequest withInitialInput(@Nullable WorkerInput input) {
        return new CreateWorkerRequest(
                intent, profile, configBundle, requestedCapabilities, workspaceRefs, mountRefs, input);
    }
}
