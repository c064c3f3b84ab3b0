package dev.atelier.wire.agent.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is tried, and tried again, for a {@link UnitTask}. */
public record AgentTask(
        String id,
        List<BaseRemote> baseRemotes,
        List<AgentSession> sessions,
        @Nullable String agentType,
        @Nullable String agentModel,
        Instant createdAt) {
    public AgentTask {
        baseRemotes = List.copyOf(baseRemotes);
        sessions = List.copyOf(sessions);
    }

    /** Where the work starts from. */
    public record BaseRemote(String path, String branch) {}

    /** One run of an agent. */
    public record AgentSession(
            String id,
            String agentTaskId,
            String agentType,
            @Nullable String agentModel,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt,
            @Nullable String outputLog,
            Instant createdAt) {}
}
