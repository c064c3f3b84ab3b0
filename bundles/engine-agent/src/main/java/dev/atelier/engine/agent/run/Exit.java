package dev.atelier.engine.agent.run;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a container ended, and what its agent had said by then.
 *
 * @param code null when it was never learnt, as the container is gone
 * @param memoryEvidence null unless the kernel or the engine has said that memory ran out; the limit, for people
 * @param authentication what the agent said about its own credentials being refused; null for nothing
 * @param result null when the agent told no result
 * @param words the last lines of its error output, for an exit that says nothing by itself
 */
record Exit(
        @Nullable Integer code,
        @Nullable String memoryEvidence,
        @Nullable String authentication,
        @Nullable Result result,
        String words) {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    static final String LOST = "the container is gone, and nobody knows how it ended";
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    /** @param error null for a good one */
    record Result(@Nullable String error) {}

    /** Why the run did not succeed, the plainest reason first; empty when it did. */
    Optional<AgentFailure> failure(Optional<AgentFailure> cause) {
        if (cause.isPresent()) {
            return cause;
        }
        Integer exit = code;
        if (memoryEvidence != null && (exit == null || exit != 0)) {
            return failed(ErrorCode.CONTAINER_OOM, "out of memory (limit " + memoryEvidence + ")");
        }
        if (exit == null) {
            return failed(ErrorCode.CONTAINER_LOST, LOST);
        }
        if (exit == NOT_FOUND) {
            return failed(ErrorCode.AGENT_NOT_INSTALLED, "the agent is not in the image");
        }
        if (exit == NOT_EXECUTABLE) {
            return failed(ErrorCode.AGENT_NOT_EXECUTABLE, "the agent in the image cannot be run");
        }
        if (authentication != null) {
            return failed(ErrorCode.AGENT_AUTH_FAILED, "the agent's credentials were refused: " + authentication);
        }
        if (result != null && result.error() != null) {
            return failed(ErrorCode.AGENT_REPORTED_ERROR, "the agent reports: " + result.error());
        }
        if (exit == KILLED) {
            return failed(
                    ErrorCode.AGENT_KILLED,
                    "the agent was killed from outside; possibly for want of memory (possible_oom)");
        }
        if (exit == TERMINATED) {
            return failed(ErrorCode.AGENT_KILLED, "the agent was ended from outside");
        }
        if (exit != 0) {
            return failed(
                    ErrorCode.AGENT_CRASHED,
                    "the agent exited with code " + exit + (words.isBlank() ? "" : ": " + words.strip()));
        }
        return result == null
                ? failed(ErrorCode.AGENT_NO_RESULT, "the agent ended without a result")
                : Optional.empty();
    }

    private static Optional<AgentFailure> failed(ErrorCode code, String message) {
        return Optional.of(new AgentFailure(code, message));
    }
}
