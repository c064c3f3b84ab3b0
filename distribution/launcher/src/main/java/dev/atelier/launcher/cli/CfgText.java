package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Fields;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .cfg} file: one {@code name = value} a line, as Java's properties have it, in UTF-8. Comments and what has not
 * changed are written back as they were. The process, with which this shares no class, reads and writes the same.
 */
final class CfgText {
    private CfgText() {}

    /**
     * @param text as it stands in the file, line ends included; several lines where a value goes on
     * @param name null for a comment or an empty line
     */
    private record Line(String text, @Nullable String name, String value) {}

    /** @throws IllegalArgumentException saying where it is wrong, never what stands there: that could be a secret */
    static Map<String, Object> parse(String file) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Line line : lines(file)) {
            if (line.name != null && members.put(line.name, line.value) != null) {
                throw new IllegalArgumentException(line.name + " is there twice");
            }
        }
        return members;
    }

    /** The file with other members. */
    static String write(String before, Map<String, Object> members) {
        StringBuilder after = new StringBuilder();
        Map<String, Object> left = new LinkedHashMap<>(members);
        for (Line line : lines(before)) {
            Object value = line.name == null ? null : left.remove(line.name);
            if (line.name == null || (value != null && Fields.textOf(value).equals(line.value))) {
                endLine(after).append(line.text);
            } else if (value != null) {
                append(after, line.name, value);
            }
        }
        for (Map.Entry<String, Object> each : left.entrySet()) {
            append(after, each.getKey(), each.getValue());
        }
        return endLine(after).toString();
    }

    private static void append(StringBuilder file, String name, Object value) {
        endLine(file).append(escaped(name, true)).append(" = ").append(escaped(Fields.textOf(value), false));
    }

    private static StringBuilder endLine(StringBuilder file) {
        boolean ended = file.isEmpty() || file.charAt(file.length() - 1) == '\n';
        return ended ? file : file.append('\n');
    }

    private static List<Line> lines(String file) {
        List<Line> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int number = 0;
        for (String text : file.split("(?<=\n)", -1)) {
            number++;
            boolean comment = open.isEmpty() && text.strip().matches("[#!].*");
            open.append(text);
            if (comment || !goesOn(text)) {
                lines.add(line(open.toString(), number));
                open.setLength(0);
            }
        }
        if (!open.isEmpty()) {
            lines.add(line(open.toString(), number));
        }
        return lines;
    }

    private static boolean goesOn(String text) {
        String line = text.replaceAll("[\r\n]+$", "");
        return (line.length() - line.replaceAll("\\\\+$", "").length()) % 2 == 1;
    }

    private static Line line(String text, int number) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + " is not valid", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory", e);
        }
        for (String name : one.stringPropertyNames()) {
            return new Line(text, name, one.getProperty(name));
        }
        return new Line(text, null, "");
    }

    private static String escaped(String text, boolean name) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\f' -> escaped.append("\\f");
                case ' ' -> escaped.append(name || escaped.isEmpty() ? "\\ " : " ");
                case '=', ':', '#', '!' -> escaped.append(name ? "\\" : "").append(c);
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
