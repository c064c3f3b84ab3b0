package dev.atelier.studio.store.agents.api;

import dev.atelier.wire.agent.api.Told;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What was told of runs. */
@ProviderType
public interface AgentEvents {
    /**
     * One event.
     *
     * @param event JSON
     * @param meta JSON; null when there is none
     */
    record Kept(
            long seq,
            Instant timestamp,
            Told.Source source,
            String event,
            @Nullable String meta) {}

    /** Those after a number, in their order. */
    List<Kept> after(String sessionId, long seq, int limit);
}
