package dev.atelier.agent.formats.internal;

import java.util.List;

/** Standard error, a line at a time; remembers the last thing said there for the error text of a crash. */
final class StderrReader {
    /** What agents say there that is nothing to worry about. */
    private static final List<String> IGNORED = List.of(
            "YOLO mode is enabled",
            "Loaded cached credentials",
            "was started but never ended. Skipping metrics.",
            "Reading prompt from stdin",
            "npm warn",
            "npm notice");
    /** In characters. */
    private static final int KEPT = 64 << 10;

    private final Session session;
    private final boolean progress;
    private String last = "";

    StderrReader(Session session, boolean progress) {
        this.session = session;
        this.progress = progress;
    }

    void line(String raw) {
        String line = Ansi.shown(raw).strip();
        if (line.isEmpty()) {
            return;
        }
        last = line.length() > KEPT ? line.substring(line.length() - KEPT) : line;
        if (IGNORED.stream().anyMatch(line::contains)) {
            return;
        }
        if (progress) {
            session.noise(line);
        } else {
            session.error(line);
        }
    }

    /** The last line that says something: of this text where there is one, else of what was read. */
    String lastLine(String tail) {
        return tail.lines()
                .map(line -> Ansi.shown(line).strip())
                .filter(line -> !line.isEmpty())
                .reduce((before, after) -> after)
                .orElse(last);
    }
}
