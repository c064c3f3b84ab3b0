package dev.atelier.launcher.cli.tree;

import java.util.ArrayList;
import java.util.List;

/** Help and usage, written from the tree. */
public final class Help {
    private static final int GAP = 2;

    private Help() {}

    public static String of(List<Command> nodes, int width) {
        Command command = nodes.get(nodes.size() - 1);
        StringBuilder text = new StringBuilder();
        text.append(command.summary()).append("\n\n").append(usage(nodes));
        if (!command.children().isEmpty()) {
            List<String[]> rows = new ArrayList<>();
            for (Command child : command.children()) {
                rows.add(new String[] {words(child), child.summary()});
            }
            text.append("\nCommands:\n");
            table(text, rows, width);
        }
        List<String[]> rows = new ArrayList<>();
        for (Option option : command.options()) {
            rows.add(new String[] {option.shown(), option.summary()});
        }
        for (Option option : Command.EVERYWHERE) {
            rows.add(new String[] {option.shown(), option.summary()});
        }
        text.append("\nOptions:\n");
        table(text, rows, width);
        if (!command.notes().isEmpty()) {
            text.append('\n').append(command.notes()).append('\n');
        }
        return text.toString();
    }

    /** One line or two: {@code Usage: atelier engines info ID [options]}. */
    public static String usage(List<Command> nodes) {
        StringBuilder line = new StringBuilder("Usage:");
        for (Command node : nodes) {
            line.append(' ').append(node.name());
        }
        Command command = nodes.get(nodes.size() - 1);
        if (!command.children().isEmpty()) {
            line.append(command.runnable() ? " [COMMAND]" : " COMMAND");
        }
        for (Operand operand : command.operands()) {
            line.append(' ').append(operand.shown());
        }
        return line.append(" [OPTIONS]\n").toString();
    }

    private static String words(Command command) {
        StringBuilder words = new StringBuilder(command.name());
        for (Operand operand : command.operands()) {
            words.append(' ').append(operand.shown());
        }
        return words.toString();
    }

    private static void table(StringBuilder text, List<String[]> rows, int width) {
        int left = 0;
        for (String[] row : rows) {
            left = Math.max(left, Math.min(row[0].length(), 30));
        }
        int indent = GAP + left + GAP;
        for (String[] row : rows) {
            text.append(" ".repeat(GAP)).append(row[0]);
            if (row[0].length() > left) {
                text.append('\n').append(" ".repeat(indent));
            } else {
                text.append(" ".repeat(indent - GAP - row[0].length()));
            }
            wrap(text, row[1], indent, Math.max(width, indent + 20));
        }
    }

    private static void wrap(StringBuilder text, String sentence, int indent, int width) {
        int column = indent;
        for (String word : sentence.split(" ", -1)) {
            if (column > indent && column + 1 + word.length() > width) {
                text.append('\n').append(" ".repeat(indent));
                column = indent;
            }
            if (column > indent) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
