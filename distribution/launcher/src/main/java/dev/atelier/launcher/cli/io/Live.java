package dev.atelier.launcher.cli.io;

import java.util.List;

/** A few lines at the bottom of a terminal that are rewritten as work goes on. */
public final class Live {
    private final Terminal terminal;
    private int shown;

    public Live(Terminal terminal) {
        this.terminal = terminal;
    }

    public void show(List<String> lines) {
        StringBuilder text = new StringBuilder();
        if (shown > 0) {
            text.append("\u001b[").append(shown).append('A');
        }
        for (String line : lines) {
            // longer ones would wrap, and then moving up by the number of lines would be wrong
            text.append("\r\u001b[K")
                    .append(Table.cut(Shown.ours(line).replace('\n', ' '), terminal.width() - 1, terminal.unicode()))
                    .append('\n');
        }
        shown = lines.size();
        terminal.out().print(text);
        terminal.out().flush();
    }

    /** Takes the lines away again. */
    public void clear() {
        if (shown > 0) {
            terminal.out().print("\u001b[" + shown + "A\r\u001b[J");
            terminal.out().flush();
            shown = 0;
        }
    }

    /** {@code [#####     ]  47%} at most so wide; between 0 and 1. */
    public static String bar(double share, int width, boolean unicode) {
        double bounded = Math.max(0, Math.min(1, share));
        int full = (int) Math.round(bounded * width);
        String percent = Integer.toString((int) Math.floor(bounded * 100));
        return (unicode ? "━" : "#").repeat(full)
                + (unicode ? "╌" : ".").repeat(width - full)
                + " ".repeat(5 - percent.length())
                + percent
                + "%";
    }
}
