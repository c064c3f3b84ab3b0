package dev.atelier.engine.agent.launch;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a shell does, with its quotes and without anything it would put in their place. */
final class ShellWords {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private int at;

    private ShellWords(String line) {
        this.line = line;
    }

    /** @throws IllegalArgumentException when a quote is left open */
    static List<String> split(String line) {
        ShellWords reading = new ShellWords(line);
        while (reading.at < line.length()) {
            reading.next();
        }
        reading.end();
        return reading.words;
    }

    private void next() {
        char c = line.charAt(at++);
        switch (c) {
            case ' ', '\t', '\n' -> end();
            case '\'' -> single();
            case '"' -> twice();
            case '\\' -> take(escaped());
            default -> take(c);
        }
    }

    private void single() {
        int close = line.indexOf('\'', at);
        if (close < 0) {
            throw open("'");
        }
        begun = true;
        word.append(line, at, close);
        at = close + 1;
    }

    private void twice() {
        begun = true;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return;
            }
            boolean quotes = c == '\\' && at < line.length() && "\"\\$`".indexOf(line.charAt(at)) >= 0;
            word.append(quotes ? line.charAt(at++) : c);
        }
        throw open("\"");
    }

    private char escaped() {
        if (at == line.length()) {
            throw open("\\");
        }
        return line.charAt(at++);
    }

    private void take(char c) {
        begun = true;
        word.append(c);
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }

    private static IllegalArgumentException open(String what) {
        return new IllegalArgumentException(what + " is left open");
    }
}
