package dev.atelier.launcher.cli.tree;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for.
 *
 * @param path the words that name the command, such as {@code engines list}; empty for none
 */
public record Invocation(List<Command> nodes, String path, Map<String, List<String>> options, List<String> operands) {
    public Command command() {
        return nodes.get(nodes.size() - 1);
    }

    public boolean has(String option) {
        return options.containsKey(option);
    }

    /** The last value given. */
    public @Nullable String option(String name) {
        List<String> given = options.get(name);
        return given == null || given.isEmpty() ? null : given.get(given.size() - 1);
    }

    public List<String> all(String name) {
        List<String> given = options.get(name);
        return given == null ? List.of() : given;
    }

    /** Required ones are there: the parser has seen to it. */
    public String operand(int index) {
        return operands.get(index);
    }

    public @Nullable String maybe(int index) {
        return index < operands.size() ? operands.get(index) : null;
    }

    /** A whole number of at least {@code least}. */
    public long number(String name, long otherwise, long least) throws UsageError {
        String text = option(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrongNumber(name, text, least, e);
        }
        throw wrongNumber(name, text, least, null);
    }

    public UsageError wrong(String message) {
        return new UsageError(message, nodes);
    }

    private UsageError wrongNumber(String name, String text, long least, @Nullable Exception cause) {
        UsageError error = wrong("--" + name + " takes a whole number of at least " + least + ", not `" + text + "`");
        if (cause != null) {
            error.addSuppressed(cause);
        }
        return error;
    }
}
