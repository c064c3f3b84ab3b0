package dev.atelier.engine.agent.server;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines of what may be long. One thread's. */
final class TextTail {
    private static final int MOST = 4 << 20;

    private final Deque<String> lines = new ArrayDeque<>();
    private int characters;

    void add(String line) {
        lines.add(line);
        characters += line.length() + 1;
        while (characters > MOST) {
            characters -= lines.remove().length() + 1;
        }
    }

    String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
