package dev.atelier.settings.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.settings.internal.EtcDocument.Unusable;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The other form of a file of {@code etc/}: one {@code name = value} a line, as Java's properties and Felix's
 * {@code .cfg} have it, in UTF-8. All values are text here; what they mean their settings know. Comments and what has not
 * changed are written back as they were.
 */
final class CfgDocument {
    private CfgDocument() {}

    /**
     * @param text as it stands in the file, line ends included; several lines where a value goes on
     * @param name null for a comment or an empty line
     */
    private record Line(String text, @Nullable String name, String value) {}

    static ObjectNode parse(byte[] bytes) throws Unusable {
        ObjectNode members = Json.object();
        for (Line line : lines(bytes)) {
            if (line.name() != null && members.has(line.name())) {
                throw new Unusable(line.name() + " is there twice");
            }
            if (line.name() != null) {
                members.put(line.name(), line.value());
            }
        }
        return members;
    }

    /** The file with other members. */
    static byte[] write(byte[] before, ObjectNode members) throws Unusable {
        StringBuilder after = new StringBuilder();
        ObjectNode left = members.deepCopy();
        for (Line line : lines(before)) {
            JsonNode value = line.name() == null ? null : left.remove(line.name());
            if (line.name() == null || (value != null && value.asText().equals(line.value()))) {
                endLine(after).append(line.text());
            } else if (value != null) {
                append(after, line.name(), value);
            }
        }
        for (Iterator<String> names = left.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            append(after, name, left.path(name));
        }
        return endLine(after).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder file, String name, JsonNode value) {
        endLine(file).append(escaped(name, true)).append(" = ").append(escaped(value.asText(), false));
    }

    private static StringBuilder endLine(StringBuilder file) {
        boolean ended = file.isEmpty() || file.charAt(file.length() - 1) == '\n';
        return ended ? file : file.append('\n');
    }

    private static List<Line> lines(byte[] bytes) throws Unusable {
        List<Line> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int number = 0;
        for (String text : new String(bytes, StandardCharsets.UTF_8).split("(?<=\n)", -1)) {
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

    private static Line line(String text, int number) throws Unusable {
        Properties one = new Properties();
        try {
            one.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new Unusable("line " + number + " is not valid");
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
