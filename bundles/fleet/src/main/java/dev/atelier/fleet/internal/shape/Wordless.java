package dev.atelier.fleet.internal.shape;

import org.jspecify.annotations.Nullable;

/**
 * A problem without its words, for the log: what it was and where it happened. The words of an exception may hold an
 * address, a path, or what somebody else has said.
 */
public final class Wordless extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_CAUSES = 8;

    private Wordless(Throwable problem, @Nullable Throwable cause) {
        super(problem.getClass().getName(), cause);
        setStackTrace(problem.getStackTrace());
    }

    public static Throwable of(Throwable problem) {
        return of(problem, MAX_CAUSES);
    }

    private static Throwable of(Throwable problem, int more) {
        Throwable cause = problem.getCause();
        return new Wordless(problem, cause == null || more == 0 ? null : of(cause, more - 1));
    }
}
