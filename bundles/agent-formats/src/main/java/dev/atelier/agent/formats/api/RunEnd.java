package dev.atelier.agent.formats.api;

import org.jspecify.annotations.Nullable;

/**
 * How the agent's process ended.
 *
 * @param killReason why the host ended it, or null when it ended by itself
 * @param stderrTail the end of its standard error where that was not fed to the decoder
 */
public record RunEnd(
        int exitCode, @Nullable String killReason, @Nullable String stderrTail) {
    public static RunEnd exited(int exitCode) {
        return new RunEnd(exitCode, null, null);
    }

    public static RunEnd killed(int exitCode, String reason) {
        return new RunEnd(exitCode, reason, null);
    }
}
