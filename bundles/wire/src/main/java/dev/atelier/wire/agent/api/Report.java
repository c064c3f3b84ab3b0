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
 * @param patch at the end of a run, for a server that asked for it; null otherwise
 */
public record Report(
        String workerId,
        String taskId,
        UnitTask.Status status,
        @Nullable String outputLog,
        @Nullable String error,
        @Nullable Details details,
        @Nullable Patch patch) {
    public Report(
            String workerId,
            String taskId,
            UnitTask.Status status,
            @Nullable String outputLog,
            @Nullable String error,
            @Nullable Details details) {
        this(workerId, taskId, status, outputLog, error, details, null);
    }

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

    /**
     * The whole change of a run as git writes it, or why it does not come along.
     *
     * @param text null when it was left out
     * @param omitted null when it is here
     */
    public record Patch(@Nullable String text, @Nullable Omission omitted) {
        /** In UTF-8; a larger one is not sent. */
        public static final int MOST_BYTES = 4 << 20;

        public Patch {
            if ((text == null) == (omitted == null)) {
                throw new IllegalArgumentException("a patch is either here or left out");
            }
        }

        public static Patch of(String text) {
            return new Patch(text, null);
        }

        public static Patch without(Omission why) {
            return new Patch(null, why);
        }

        /** It may be long, and is somebody's work. */
        @Override
        public String toString() {
            return "Patch[" + (text == null ? omitted : text.length() + " characters") + "]";
        }
    }

    /** Why there is no patch. */
    public enum Omission {
        NO_CHANGES,
        TOO_LARGE,
        /** Some of it is not UTF-8. */
        NOT_TEXT,
        /** The value of a secret stands in it. */
        HOLDS_SECRET,
        /** It could not be made or not be sent. */
        FAILED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As the agent tells it. */
    public record Usage(
            long inputTokens, long outputTokens, @Nullable Double costUsd) {}
}
