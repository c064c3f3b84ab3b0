package dev.atelier.wire.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event of a run, in its place.
 *
 * @param seq from 1 on, without gaps
 * @param event in the vocabulary that all agents share
 */
public record Told(
        long seq,
        Instant timestamp,
        Source source,
        JsonNode event,
        @Nullable Meta meta) {
    public enum Source {
        AGENT,
        WORKER;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public record Meta(
            @Nullable String callId,
            @Nullable String parentCallId,
            @Nullable String requestId,
            boolean multiSelect,
            boolean rawTruncated) {}
}
