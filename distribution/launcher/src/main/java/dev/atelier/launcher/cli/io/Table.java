package dev.atelier.launcher.cli.io;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as they need to be; the last one is cut where the terminal ends. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    public Table(String... titles) {
        rows.add(titles);
    }

    /** Whoever wrote them. */
    public Table row(String... cells) {
        String[] shown = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            shown[i] = Shown.line(cells[i]);
        }
        rows.add(shown);
        return this;
    }

    public void print(Terminal terminal) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
            }
        }
        int before = 0;
        for (int i = 0; i < columns - 1; i++) {
            before += widths[i] + GAP.length();
        }
        // a pipe gets everything; only an eye minds a broken line
        int last = widths[columns - 1];
        if (terminal.live() && before + last > 80) {
            last = Math.max(12, terminal.width() - before);
        }
        boolean title = true;
        for (String[] row : rows) {
            String line = line(row, widths, last, terminal.unicode());
            terminal.out().println(title ? terminal.tinted(line, "quiet") : line);
            title = false;
        }
    }

    private static String line(String[] row, int[] widths, int last, boolean unicode) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String cell = row[i];
            int length = cell.codePointCount(0, cell.length());
            if (i == row.length - 1) {
                line.append(length > last ? cut(cell, last, unicode) : cell);
            } else {
                line.append(cell)
                        .append(" ".repeat(Math.max(0, widths[i] - length)))
                        .append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }

    public static String cut(String text, int width, boolean unicode) {
        if (text.codePointCount(0, text.length()) <= width) {
            return text;
        }
        String mark = unicode ? "…" : "...";
        int end = text.offsetByCodePoints(0, Math.max(0, width - mark.length()));
        return text.substring(0, end) + mark;
    }
}
