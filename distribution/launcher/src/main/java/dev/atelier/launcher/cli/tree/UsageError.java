package dev.atelier.launcher.cli.tree;

import java.util.List;

/** The words given make no command. */
public final class UsageError extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Command> nodes;

    UsageError(String message, List<Command> nodes) {
        super(message);
        this.nodes = List.copyOf(nodes);
    }

    /** How far the words made sense; the usage shown is of the last one. */
    public List<Command> nodes() {
        return nodes;
    }
}
