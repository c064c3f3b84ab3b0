package dev.atelier.launcher.toml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lines of keys and values; strict, but without dates, which no settings file of ours or theirs has. */
final class TomlReader {
    private static final int MAX_DEPTH = 50;

    private final TomlText text;
    private int depth;

    TomlReader(String text) {
        this.text = new TomlText(text);
    }

    FlatToml document() {
        Map<String, Object> values = new LinkedHashMap<>();
        Set<String> tables = new LinkedHashSet<>();
        boolean top = true;
        for (text.blankLines(); !text.atEnd(); text.blankLines()) {
            if (text.peek() == '[') {
                top = false;
                tables.add(header());
            } else {
                List<String> key = key();
                Object value = assigned();
                if (top && key.size() > 1) {
                    tables.add(key.get(0));
                } else if (top && values.put(key.get(0), value) != null) {
                    throw text.wrong("no key twice");
                }
            }
            text.endOfLine();
        }
        return new FlatToml(values, new ArrayList<>(tables));
    }

    private String header() {
        text.expect('[');
        boolean list = text.take('[');
        text.blanks();
        String name = String.join(".", key());
        text.expect(']');
        if (list) {
            text.expect(']');
        }
        return name;
    }

    private List<String> key() {
        List<String> parts = new ArrayList<>();
        do {
            text.blanks();
            char c = text.peek();
            parts.add(c == '"' || c == '\'' ? TomlStrings.line(text) : text.bareKey());
            text.blanks();
        } while (text.take('.'));
        return parts;
    }

    private Object assigned() {
        text.expect('=');
        text.blanks();
        return value();
    }

    private Object value() {
        return switch (text.peek()) {
            case '"', '\'' -> TomlStrings.any(text);
            case '[' -> array();
            case '{' -> inlineTable();
            default -> TomlNumbers.value(text);
        };
    }

    private List<Object> array() {
        enter();
        text.expect('[');
        List<Object> items = new ArrayList<>();
        text.blankLines();
        while (!text.take(']')) {
            items.add(value());
            text.blankLines();
            if (!text.take(',')) {
                text.expect(']');
                break;
            }
            text.blankLines();
        }
        depth--;
        return items;
    }

    private Map<String, Object> inlineTable() {
        enter();
        text.expect('{');
        Map<String, Object> members = new LinkedHashMap<>();
        text.blanks();
        if (!text.take('}')) {
            do {
                if (members.put(String.join(".", key()), assigned()) != null) {
                    throw text.wrong("no key twice");
                }
                text.blanks();
            } while (text.take(','));
            text.expect('}');
        }
        depth--;
        return members;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw text.wrong("at most " + MAX_DEPTH + " levels");
        }
    }
}
