package dev.atelier.session.internal;

import dev.atelier.wire.api.LogEntry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.ListIterator;

/** Log lines on their way to the studio: the newest 5,000. The newest one always survives. */
final class ShipQueue {
    static final int CAP = 5_000;
    static final int MAX_ENTRIES = 1_000;
    static final int MAX_MESSAGE_BYTES = 8 << 10;
    /** Well under what a studio takes in one message, whatever the escapes. */
    static final int MAX_BATCH_CHARS = 1 << 20;
    /** Enough at a time that a queue nobody empties is not half full of notes that something was dropped. */
    private static final int DROP = 100;

    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private long dropped;

    synchronized void add(LogEntry entry, Instant now) {
        if (entries.size() >= CAP) {
            for (int i = 0; i < DROP; i++) {
                entries.removeFirst();
            }
            dropped += DROP;
            entries.addLast(new LogEntry(
                    now,
                    LogEntry.Level.WARN,
                    "logs",
                    "ship queue full (" + CAP + " entries); dropped " + DROP + " oldest",
                    null));
        }
        entries.addLast(fitting(entry));
    }

    /** Takes the oldest lines out, as many as one frame may carry. */
    synchronized List<LogEntry> drain() {
        List<LogEntry> batch = new ArrayList<>();
        int chars = 0;
        while (batch.size() < MAX_ENTRIES && !entries.isEmpty()) {
            chars += entries.getFirst().message().length();
            if (chars > MAX_BATCH_CHARS && !batch.isEmpty()) {
                break;
            }
            batch.add(entries.removeFirst());
        }
        return batch;
    }

    /** Puts back what could not be sent, before everything that came since. */
    synchronized void putBack(List<LogEntry> batch) {
        for (ListIterator<LogEntry> i = batch.listIterator(batch.size()); i.hasPrevious(); ) {
            entries.addFirst(i.previous());
        }
        while (entries.size() > CAP) {
            entries.removeFirst();
            dropped++;
        }
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    synchronized void clear() {
        entries.clear();
    }

    /** Lines that no studio will see. */
    synchronized long dropped() {
        return dropped;
    }

    private static LogEntry fitting(LogEntry entry) {
        String message = Texts.cutBytes(entry.message(), MAX_MESSAGE_BYTES);
        return message.equals(entry.message())
                ? entry
                : new LogEntry(entry.ts(), entry.level(), entry.category(), message, entry.jobId());
    }
}
