package dev.atelier.agent.formats.internal;

import dev.atelier.agent.formats.api.RunEnd;
import dev.atelier.agent.formats.api.RunResult;
import dev.atelier.agent.formats.api.RunResult.Cause;
import org.jspecify.annotations.Nullable;

/** What the agent said of its own end, and what follows from it and from how the process ended. */
final class Verdict {
    private boolean result;
    private @Nullable String failure;
    private @Nullable String protocolError;
    private boolean unauthorized;
    private int unauthorizedExit = -1;

    void succeeded() {
        result = true;
        failure = null;
    }

    void failed(String error) {
        result = true;
        failure = error;
    }

    /** Told on the way; counts when nothing better explains a failure. */
    void protocolError(String error) {
        protocolError = error;
    }

    /** What seemed to be the end was not. */
    void recovered() {
        failure = null;
        unauthorized = false;
    }

    /** A failing result, which need not say why. */
    void failedBecause(@Nullable String message) {
        if (message != null) {
            failed(message);
        } else {
            failed(protocolError == null ? "agent reported an error" : protocolError);
        }
    }

    void unauthorized(boolean is) {
        unauthorized = is;
    }

    /** The exit code by which this agent says that it could not log in. */
    void unauthorizedExit(int code) {
        unauthorizedExit = code;
    }

    RunResult of(RunEnd end, boolean resultExpected, String lastStderrLine) {
        if (end.killReason() != null) {
            return new RunResult(Cause.KILLED, end.killReason());
        }
        Cause login = unauthorized || end.exitCode() == unauthorizedExit ? Cause.AUTHENTICATION : null;
        if (failure != null) {
            return new RunResult(login == null ? Cause.REPORTED : login, failure);
        }
        if (end.exitCode() != 0) {
            String exited = "agent exited with code " + end.exitCode()
                    + (lastStderrLine.isEmpty() ? "" : ": " + lastStderrLine);
            return new RunResult(login == null ? Cause.EXIT : login, protocolError == null ? exited : protocolError);
        }
        if (resultExpected && !result) {
            return new RunResult(login == null ? Cause.NO_RESULT : login, "agent ended without a result event");
        }
        return new RunResult(Cause.SUCCESS, null);
    }
}
