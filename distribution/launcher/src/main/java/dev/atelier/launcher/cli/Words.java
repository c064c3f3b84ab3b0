package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Longer texts: on the command line, or on standard input. */
final class Words {
    private Words() {}

    /** The operand, or all of the input when it is missing or {@code -}. */
    static String of(Invocation asked, int operand, String name, Terminal terminal) throws UsageError, IOException {
        String given = asked.maybe(operand);
        if (given != null && !given.equals("-")) {
            return given;
        }
        if (given == null && terminal.asks()) {
            throw asked.wrong("`" + asked.path() + "` needs " + name);
        }
        String read = all(terminal).strip();
        if (read.isEmpty()) {
            throw asked.wrong("`" + asked.path() + "` needs " + name + ", and standard input is empty");
        }
        return read;
    }

    /** What nobody may see: typed without an echo, or all of the input. Never an operand, which others can list. */
    @SuppressWarnings("SystemConsoleNull") // asked for only where there is a terminal
    static String hidden(String question, String what, Terminal terminal) throws Failure, IOException {
        unseen(what, terminal);
        @Nullable Console console = terminal.asks() ? System.console() : null;
        String read;
        if (console == null) {
            read = all(terminal).replaceFirst("\\r?\\n\\z", ""); // of the last line; blanks may be a part of it
        } else {
            char[] typed = console.readPassword("%s: ", question);
            read = typed == null ? "" : new String(typed);
        }
        if (read.isEmpty()) {
            throw Failure.failed(what, "nothing was typed", "type it at a terminal, or give it on standard input");
        }
        return read;
    }

    /** What is typed at a terminal that nobody can be asked at would be seen there. */
    static void unseen(String what, Terminal terminal) throws Failure {
        if (terminal.typedOpenly()) {
            throw Failure.failed(
                    what,
                    "standard output is no terminal, and what is typed would be seen",
                    "leave the output alone, or pipe the input in");
        }
    }

    private static String all(Terminal terminal) throws IOException {
        return new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8);
    }
}
