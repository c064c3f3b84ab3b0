package dev.atelier.agent.formats.api;

import org.jspecify.annotations.Nullable;

/** How the run counts, and which rule said so. */
public record RunResult(Cause cause, @Nullable String error) {
    public enum Cause {
        SUCCESS,
        /** The host ended it. */
        KILLED,
        /** The agent could not log in. */
        AUTHENTICATION,
        /** The agent itself said that it failed. */
        REPORTED,
        /** It exited with a code other than 0. */
        EXIT,
        /** It ended without the result it always gives. */
        NO_RESULT
    }

    public boolean success() {
        return cause == Cause.SUCCESS;
    }
}
