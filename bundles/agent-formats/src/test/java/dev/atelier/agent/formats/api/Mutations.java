package dev.atelier.agent.formats.api;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Breaks documents: now a character, now a whole value, now two documents into one. */
final class Mutations {
    private static final Pattern VALUE =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null");
    private static final String[] VALUES = {
        "null",
        "true",
        "-1",
        "0",
        "-0.0",
        "1.5",
        "1e999",
        "1e-999999999",
        "1E+2147483648",
        "1E+9999999999",
        "9".repeat(400),
        "18446744073709551616",
        "\"\"",
        "\"word\"",
        "\"..\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"type\"",
        "\"kind\"",
        "[]",
        "[null]",
        "[{}]",
        "{}",
        "{\"\":{}}",
        "[".repeat(150) + "]".repeat(150),
        "NaN",
        "Infinity",
        "\"assistant\"",
        "\"tool_use\"",
        "[{\"type\":\"text\"}]"
    };
    private static final String ODD =
            "\n\r\u001b<>=`{}[]\",:\\0-+eE.\u0000\u001f\u007f\u2028\ud800\udc00\ufeff tnfu'/#";

    private final Random random;
    private final List<String> documents;
    private final List<UnaryOperator<String>> ways = List.of(
            this::insert, this::delete, this::change, this::repeat, this::cut, this::value, this::value, this::splice);

    Mutations(Random random, List<String> documents) {
        this.random = random;
        this.documents = documents;
    }

    String next() {
        String document = any();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            document = ways.get(random.nextInt(ways.size())).apply(document);
        }
        return document;
    }

    private String insert(String text) {
        int at = at(text);
        return text.substring(0, at) + ODD.charAt(random.nextInt(ODD.length())) + text.substring(at);
    }

    private String delete(String text) {
        int from = at(text);
        int to = Math.min(text.length(), from + 1 + random.nextInt(6));
        return text.substring(0, from) + text.substring(to);
    }

    private String change(String text) {
        return insert(delete(text));
    }

    private String repeat(String text) {
        int from = at(text);
        int to = Math.min(text.length(), from + 1 + random.nextInt(60));
        String part = text.substring(from, to);
        return text.substring(0, to) + part.repeat(1 + random.nextInt(4)) + text.substring(to);
    }

    private String cut(String text) {
        return text.substring(0, at(text));
    }

    /** Another value, or another name, where one stands. */
    private String value(String text) {
        List<MatchResult> places = VALUE.matcher(text).results().toList();
        if (places.isEmpty()) {
            return text;
        }
        MatchResult place = places.get(random.nextInt(places.size()));
        return text.substring(0, place.start()) + VALUES[random.nextInt(VALUES.length)] + text.substring(place.end());
    }

    private String splice(String text) {
        String other = any();
        return text.substring(0, at(text)) + other.substring(at(other));
    }

    private String any() {
        return documents.get(random.nextInt(documents.size()));
    }

    private int at(String text) {
        return random.nextInt(text.length() + 1);
    }
}
