package dev.atelier.runtime.api;

/** How much one question may ask for. */
public record RuntimeLimits(long maxTranscriptProjectionItems, long maxEventBatchItems) {
    public static final RuntimeLimits DEFAULT = new RuntimeLimits(256, 256);

    public RuntimeLimits {
        if (maxTranscriptProjectionItems < 0 || maxEventBatchItems < 0) {
            throw new IllegalArgumentException("a limit is negative");
        }
    }
}
