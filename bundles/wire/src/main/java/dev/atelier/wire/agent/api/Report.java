package dev.atelier.wire.agent.api;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a task stands.
 *
 * @param outputLog only for a server that takes no events
 * @param error one line, null while nothing is wrong
 * @param details null for a peer that says no more
 */
public record Report(
        String workerId,
        String taskId,
        UnitTask.Status status,
        @Nullable String outputLog,
        @Nullable String error,
        @Nullable Details details) {
    /** How the run itself stands, which the status of a task cannot tell. */
    public enum State {
        RUNNING,
        WAITING_INPUT,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        CANCELLED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public record Details(
            String sessionId,
            @Nullable String assignmentId,
            State state,
            @Nullable String errorCode,
            @Nullable Integer exitCode,
            @Nullable Work work,
            @Nullable String agentSessionId,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt,
            @Nullable Usage usage,
            int pendingQuestions) {}

    /** What has become of the repository. */
    public record Work(
            String baseCommit,
            @Nullable String endCommit,
            String branchName,
            boolean hasChanges,
            int changedFiles,
            int insertions,
            int deletions) {}

    /** As the agent tells it. */
    public record Usage(
            long inputTokens, long outputTokens, @Nullable Double costUsd) {}
}
