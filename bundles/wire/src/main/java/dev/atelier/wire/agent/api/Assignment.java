package dev.atelier.wire.agent.api;

import org.jspecify.annotations.Nullable;

/**
 * A task for a worker.
 *
 * @param sessionId the run that is meant; null when the server leaves it to the worker
 * @param assignmentId raised when the task goes to another worker; null where the server knows none
 * @param resume how an earlier conversation goes on; null for a fresh one
 */
public record Assignment(
        UnitTask task,
        AgentTask agentTask,
        @Nullable String sessionId,
        @Nullable String assignmentId,
        @Nullable Resume resume) {
    /**
     * @param agentSessionId the agent's own name of the conversation
     * @param prompt what is said next
     */
    public record Resume(String agentSessionId, String prompt) {}
}
