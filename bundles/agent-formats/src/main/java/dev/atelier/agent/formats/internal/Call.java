package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.EventMeta;
import org.jspecify.annotations.Nullable;

/** A tool the agent uses. */
record Call(@Nullable String id, @Nullable String parent, String tool, JsonNode input) {
    EventMeta meta() {
        return EventMeta.ofCall(id, parent);
    }
}
