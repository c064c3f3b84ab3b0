package dev.atelier.runtime.api;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a runtime is opened. What is absent comes from the store, or else from the defaults; what is given wins and is
 * kept.
 *
 * @param runtimeId generated when absent; a file store needs one
 * @param storeRoot the folder of the file store; memory when absent
 */
public record RuntimeOptions(
        @Nullable String runtimeId,
        @Nullable String displayName,
        @Nullable Path storeRoot,
        @Nullable Long maxTranscriptProjectionItems,
        @Nullable Long maxEventBatchItems,
        Execution execution) {
    /** Whether Workers are run. */
    public enum Execution {
        /** Never: every Worker is a mere entry. */
        NONE,
        /** When the attached backend serves its request; a mere entry otherwise. */
        AUTO,
        /** Always: without a backend none is made. */
        REQUIRED
    }

    public static RuntimeOptions memory() {
        return new RuntimeOptions(null, null, null, null, null, Execution.AUTO);
    }

    public RuntimeOptions withRuntimeId(@Nullable String id) {
        return new RuntimeOptions(
                id, displayName, storeRoot, maxTranscriptProjectionItems, maxEventBatchItems, execution);
    }

    public RuntimeOptions withDisplayName(@Nullable String name) {
        return new RuntimeOptions(
                runtimeId, name, storeRoot, maxTranscriptProjectionItems, maxEventBatchItems, execution);
    }

    public RuntimeOptions withStoreRoot(@Nullable Path root) {
        return new RuntimeOptions(
                runtimeId, displayName, root, maxTranscriptProjectionItems, maxEventBatchItems, execution);
    }

    public RuntimeOptions withLimits(@Nullable Long transcriptItems, @Nullable Long eventItems) {
        return new RuntimeOptions(runtimeId, displayName, storeRoot, transcriptItems, eventItems, execution);
    }

    public RuntimeOptions withExecution(Execution mode) {
        return new RuntimeOptions(
                runtimeId, displayName, storeRoot, maxTranscriptProjectionItems, maxEventBatchItems, mode);
    }
}
