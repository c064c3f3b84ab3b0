package dev.atelier.studio.store.agents.api;

import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.UnitTask;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task for a coding agent.
 *
 * @param seq its place in the list; 0 before it is kept
 * @param version grows with each change; changes are compare-and-set
 */
public record KeptTask(
        String id, long seq, int version, Order order, Standing standing, Instant createdAt, Instant updatedAt) {
    /** What was asked for; never changes. */
    public record Order(
            String agentTaskId,
            String repositoryGroup,
            String prompt,
            @Nullable String title,
            @Nullable String branch,
            List<AgentTask.BaseRemote> remotes,
            String agentType,
            @Nullable String agentModel,
            String madeBy) {
        public Order {
            remotes = List.copyOf(remotes);
        }
    }

    /** Whether somebody is at work on it. */
    public enum Phase {
        /** Waits for a worker. */
        QUEUED,
        /** A worker has it. */
        ASSIGNED,
        /** Waits for a person, or for nobody any more. */
        RESTING
    }

    /**
     * How it stands.
     *
     * @param assignments how often it went to a worker, ever; the newest number fences off the others
     * @param tries the same since a person last asked for a run
     * @param sessionId the newest run; null before the first
     */
    public record Standing(
            UnitTask.Status status,
            Phase phase,
            int assignments,
            int tries,
            @Nullable String sessionId,
            @Nullable Commits commits,
            @Nullable Trouble trouble,
            @Nullable FollowUp followUp) {}

    /** What the last run left in the repository. */
    public record Commits(String base, @Nullable String end, String branch) {}

    /** Why the last run brought nothing. */
    public record Trouble(String code, String message) {}

    /**
     * What a person wants changed.
     *
     * @param agentSession the conversation that goes on; null when the agent knows none
     * @param worker has the worktree
     */
    public record FollowUp(String prompt, @Nullable String agentSession, String worker) {}

    public KeptTask with(Standing changed, Instant at) {
        return new KeptTask(id, seq, version, order, changed, createdAt, at);
    }
}
