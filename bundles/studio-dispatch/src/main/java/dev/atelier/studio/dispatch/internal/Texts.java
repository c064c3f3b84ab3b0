package dev.atelier.studio.dispatch.internal;

import dev.atelier.wire.api.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What workers write, within bounds. */
final class Texts {
    private static final String MARK = "… (truncated)";
    private static final int MOST_NAME = 256;

    private Texts() {}

    /** As much of a text as fits into so many bytes of UTF-8, marked when something is missing. */
    static String cut(String text, int bytes) {
        if (text.length() <= bytes / 3 || text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return text;
        }
        int room = bytes - MARK.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        for (int used = 0; end < text.length(); ) {
            int point = text.codePointAt(end);
            used += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (used > room) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end) + MARK;
    }

    static List<LogEntry> cut(List<LogEntry> entries, int most, int bytes) {
        List<LogEntry> kept = new ArrayList<>(Math.min(entries.size(), most));
        for (LogEntry entry : entries.subList(0, Math.min(entries.size(), most))) {
            String jobId = entry.jobId();
            kept.add(new LogEntry(
                    entry.ts(),
                    entry.level(),
                    cut(entry.category(), MOST_NAME),
                    cut(entry.message(), bytes),
                    jobId == null ? null : cut(jobId, MOST_NAME)));
        }
        if (entries.size() > most) {
            LogEntry last = entries.get(most);
            kept.add(new LogEntry(
                    last.ts(),
                    LogEntry.Level.WARN,
                    "logs",
                    "batch too long; dropped " + (entries.size() - most) + " entries",
                    null));
        }
        return kept;
    }
}
