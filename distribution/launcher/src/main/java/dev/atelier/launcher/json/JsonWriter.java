package dev.atelier.launcher.json;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the values {@link Json} names; an unknown type becomes the string it prints as. */
final class JsonWriter {
    private final boolean pretty;
    private final StringBuilder out = new StringBuilder();

    JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    String document(@Nullable Object value) {
        value(value, 0);
        return out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Collection<?> items) {
            array(items, depth);
        } else if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Number number) {
            number(number);
        } else {
            string(value.toString());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        Iterator<? extends Map.Entry<?, ?>> members = map.entrySet().iterator();
        out.append('{');
        while (members.hasNext()) {
            Map.Entry<?, ?> member = members.next();
            line(depth + 1);
            string(String.valueOf(member.getKey()));
            out.append(pretty ? ": " : ":");
            value(member.getValue(), depth + 1);
            out.append(members.hasNext() ? "," : "");
        }
        close('}', map.isEmpty(), depth);
    }

    private void array(Collection<?> values, int depth) {
        Iterator<?> items = values.iterator();
        out.append('[');
        while (items.hasNext()) {
            line(depth + 1);
            value(items.next(), depth + 1);
            out.append(items.hasNext() ? "," : "");
        }
        close(']', values.isEmpty(), depth);
    }

    private void close(char bracket, boolean empty, int depth) {
        if (!empty) {
            line(depth);
        }
        out.append(bracket);
    }

    private void line(int depth) {
        if (pretty) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void number(Number number) {
        double value = number.doubleValue();
        boolean finite = !Double.isNaN(value) && !Double.isInfinite(value);
        out.append(finite ? number.toString() : "null"); // JSON has no word for the others
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> plain(c);
            }
        }
        out.append('"');
    }

    private void plain(char c) {
        if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
            out.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16));
            out.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
        } else {
            out.append(c);
        }
    }
}
