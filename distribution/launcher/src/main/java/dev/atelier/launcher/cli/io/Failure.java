package dev.atelier.launcher.cli.io;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A command that did not do what was asked: what, why, what to do about it, and the exit code that says which kind. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOTHING_RUNNING = 3;
    public static final int REFUSED = 4;

    private final int exitCode;

    private Failure(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static Failure failed(String what, String why, String todo) {
        return new Failure(FAILED, line(what, why, todo), null);
    }

    public static Failure failed(String what, Exception why, String todo) {
        String reason = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return new Failure(FAILED, line(what, reason, todo), why);
    }

    public static Failure refused(String what, String why, String todo) {
        return new Failure(REFUSED, line(what, why, todo), null);
    }

    public static Failure nothingRunning(Path home, String why) {
        return new Failure(
                NOTHING_RUNNING, "nothing is running for " + home + " — " + why + "; start it with `atelier up`", null);
    }

    /** Nothing is running there either, wherever that is. */
    public static Failure nobodyThere(String what, Exception why, String todo) {
        String reason = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return new Failure(NOTHING_RUNNING, line(what, reason, todo), why);
    }

    public static Failure noStudio(long pid) {
        String why = "process " + pid + " of this home was started without that role";
        String todo = "start it with `atelier up` or `atelier studio`, or name another with --studio-url";
        return new Failure(NOTHING_RUNNING, line("no studio is running here", why, todo), null);
    }

    public int exitCode() {
        return exitCode;
    }

    /** On one line whatever it was made of: scripts read it as one. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : Shown.line(message.strip());
    }

    private static String line(String what, String why, String todo) {
        StringBuilder line = new StringBuilder(what);
        if (!why.isBlank()) {
            line.append(" — ").append(trimmed(why));
        }
        if (!todo.isBlank()) {
            line.append("; ").append(todo);
        }
        return line.toString();
    }

    private static String trimmed(String sentence) {
        String text = sentence.strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
