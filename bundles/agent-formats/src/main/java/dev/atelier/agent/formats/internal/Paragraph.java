package dev.atelier.agent.formats.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Lines that belong together, told as one text. One that grows beyond every event is told in pieces. */
final class Paragraph {
    private final int limit;
    private final Deque<String> lines = new ArrayDeque<>();
    private long length;

    Paragraph(int limit) {
        this.limit = limit;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    void add(String line, Consumer<String> told) {
        if (length + line.length() > limit) {
            tell(told);
        }
        lines.add(line);
        length += line.length() + 1;
    }

    void tell(Consumer<String> told) {
        if (!lines.isEmpty()) {
            String text = String.join("\n", lines);
            clear();
            told.accept(text);
        }
    }

    /** Takes these many lines off the end, in their order. */
    List<String> takeLast(int count) {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count && !lines.isEmpty(); i++) {
            String line = lines.removeLast();
            length -= line.length() + 1;
            taken.add(0, line);
        }
        return taken;
    }

    boolean endsWith(Predicate<String> kind) {
        return !lines.isEmpty() && kind.test(lines.getLast());
    }

    private void clear() {
        lines.clear();
        length = 0;
    }
}
