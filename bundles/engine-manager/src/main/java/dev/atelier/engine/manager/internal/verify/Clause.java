package dev.atelier.engine.manager.internal.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One clause of an OSGi header: {@code name;attribute=value;attribute:Type="value";directive:=value}. */
record Clause(String name, Map<String, String> attributes, Map<String, String> directives) {

    static List<Clause> parse(String header) {
        List<Clause> clauses = new ArrayList<>();
        for (String text : split(header, ',')) {
            clauses.add(clause(split(text, ';')));
        }
        return List.copyOf(clauses);
    }

    private static Clause clause(List<String> parts) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, String> directives = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("no value in " + part);
            }
            String key = part.substring(0, equals).strip();
            String value = unquote(part.substring(equals + 1).strip());
            if (key.endsWith(":")) {
                directives.put(key.substring(0, key.length() - 1), value);
            } else {
                int type = key.indexOf(':');
                attributes.put(type < 0 ? key : key.substring(0, type), value);
            }
        }
        return new Clause(parts.get(0), attributes, directives);
    }

    private static String unquote(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** Splits outside of quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            }
            if (c == separator && !quoted) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is not closed");
        }
        parts.add(part.toString().strip());
        return parts;
    }
}
