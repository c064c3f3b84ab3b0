package dev.atelier.agent.formats.api;

import org.jspecify.annotations.Nullable;

/**
 * What is known around an event.
 *
 * @param requestId the control request a question can be answered through
 * @param secret the answer to this question must not be shown
 * @param truncated something in the event was too long and was cut
 */
public record EventMeta(
        @Nullable String callId,
        @Nullable String parentCallId,
        @Nullable String requestId,
        boolean multiSelect,
        boolean secret,
        boolean truncated) {
    public static final EventMeta NONE = new EventMeta(null, null, null, false, false, false);

    public static EventMeta ofCall(@Nullable String callId, @Nullable String parentCallId) {
        return new EventMeta(callId, parentCallId, null, false, false, false);
    }

    public EventMeta cut() {
        return new EventMeta(callId, parentCallId, requestId, multiSelect, secret, true);
    }
}
