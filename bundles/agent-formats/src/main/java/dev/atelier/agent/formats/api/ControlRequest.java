package dev.atelier.agent.formats.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The agent waits for leave to use a tool.
 *
 * @param question the tool asks the user; anything else is allowed or denied without asking
 * @param input goes back with the answer just as it came, so nothing in it is masked or cut: not to be shown
 */
public record ControlRequest(
        String requestId, @Nullable String callId, String toolName, JsonNode input, boolean question) {
    /** The input may hold anything. */
    @Override
    public String toString() {
        return "ControlRequest[" + requestId + ", " + toolName + "]";
    }
}
