package dev.atelier.launcher.cli.tree;

import org.jspecify.annotations.Nullable;

/**
 * A switch of a command.
 *
 * @param name without the dashes; one letter for an option that has only a short form
 * @param value the name of its value in help; null for a flag
 */
public record Option(
        String name, @Nullable String letter, @Nullable String value, boolean repeated, String summary)
        implements Part {
    public static Option flag(String name, String summary) {
        return new Option(name, null, null, false, summary);
    }

    public static Option flag(String name, String letter, String summary) {
        return new Option(name, letter, null, false, summary);
    }

    public static Option value(String name, String value, String summary) {
        return new Option(name, null, value, false, summary);
    }

    public static Option value(String name, String letter, String value, String summary) {
        return new Option(name, letter, value, false, summary);
    }

    public static Option values(String name, String value, String summary) {
        return new Option(name, null, value, true, summary);
    }

    boolean matches(String dashed) {
        return dashed.startsWith("--")
                ? dashed.length() == name.length() + 2 && dashed.endsWith(name)
                : letter != null && dashed.equals("-" + letter);
    }

    /** As help writes it: {@code -n, --lines N}. */
    String shown() {
        String names = letter == null ? "--" + name : "-" + letter + ", --" + name;
        return value == null ? names : names + " " + value;
    }
}
