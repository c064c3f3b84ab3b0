package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.Masking;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last an agent said on its error output: a usage error has its reason first and a hint in its last line. */
final class LastWords {
    /** In characters. */
    private static final int KEPT = 64 << 10;

    private static final int MOST_LINES = 20;
    private static final String BREAK = " | ";
    /** In characters: a failure cuts what is longer at its end, where the reason may be. */
    private static final int MOST = 1_900;

    private final Masking masking;
    private final Deque<String> said = new ArrayDeque<>();
    private int length;

    LastWords(Masking masking) {
        this.masking = masking;
    }

    void add(String text) {
        said.addLast(text);
        length += text.length();
        while (length > KEPT && said.size() > 1) {
            length -= said.removeFirst().length();
        }
    }

    /** In one line. The last one stands there whatever its length. */
    String told() {
        // Before it is cut: the lines of a secret may each be too short to be hidden by themselves.
        List<String> lines = masking.masked(String.join("\n", said))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        Deque<String> last = new ArrayDeque<>();
        int room = MOST;
        for (int i = lines.size() - 1; i >= 0 && last.size() < MOST_LINES; i--) {
            String line = lines.get(i);
            room -= line.length() + BREAK.length();
            if (room < 0 && !last.isEmpty()) {
                break;
            }
            last.addFirst(line);
        }
        return String.join(BREAK, last);
    }
}
