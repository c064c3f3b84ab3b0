package dev.atelier.engine.agent.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.wire.agent.api.Told;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run that its server has not got yet; in memory only, as they may hold what nobody should find on a
 * disk. When the server stays away for long, the oldest fragments of text go first, then the oldest of all else, and one
 * line stands where they were. Numbers are given when events leave, so that they have no gaps. Safe for many threads.
 */
final class EventQueue {
    private final int mostEvents;
    private final long mostBytes;
    private final Entry ends = new Entry();
    private final Deque<Entry> fragments = new ArrayDeque<>();
    private int events;
    private long bytes;
    private long lastSeq;
    private List<Told> underway = List.of();
    private boolean onlyMark;
    private boolean closed;
    private boolean nudged;

    EventQueue(int mostEvents, long mostBytes) {
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
        ends.before = ends;
        ends.after = ends;
    }

    /** @param size what it takes, about */
    synchronized void add(Instant at, Told.Source source, JsonNode event, Told.@Nullable Meta meta, int size) {
        if (closed) {
            return;
        }
        Entry entry = new Entry();
        entry.at = at;
        entry.source = source;
        entry.event = event;
        entry.meta = meta;
        entry.size = size;
        link(entry, ends.before);
        events++;
        bytes += size;
        if (isFragment(event)) {
            fragments.add(entry);
        }
        while (events > mostEvents || (bytes > mostBytes && events > 1)) {
            dropOne();
        }
        notifyAll();
    }

    /**
     * What is to be sent next: the same again until it was {@link #sent}. Empty when there is nothing.
     *
     * @param most how many at once
     * @param mostSize how large they may be together; one alone may be larger
     */
    synchronized List<Told> next(int most, long mostSize) {
        if (underway.isEmpty()) {
            List<Told> batch = new ArrayList<>();
            long size = 0;
            onlyMark = ends.after.event == null;
            for (Entry entry = ends.after; entry != ends && batch.size() < most; entry = ends.after) {
                if (!batch.isEmpty() && size + entry.size > mostSize) {
                    break;
                }
                size += entry.size;
                onlyMark &= entry.event == null;
                batch.add(told(entry));
                unlink(entry);
            }
            underway = batch;
        }
        return underway;
    }

    /** The server has all of what is underway. */
    synchronized void sent() {
        underway = List.of();
    }

    /**
     * The server will not have what is underway. A line of its own stands for it, with the next number: had it a gap, the
     * server would wait for what never comes.
     */
    synchronized void refused() {
        if (underway.isEmpty()) {
            return;
        }
        Told first = underway.get(0);
        lastSeq = first.seq() - 1;
        if (!onlyMark) { // where not even that is taken, it goes without a word
            Entry mark = ends.after != ends && ends.after.event == null ? ends.after : marked(first.timestamp());
            mark.dropped += underway.size();
        }
        underway = List.of();
        notifyAll();
    }

    private Entry marked(Instant at) {
        Entry mark = new Entry();
        mark.at = at;
        link(mark, ends);
        return mark;
    }

    /** Waits until enough has come together to be worth a call, or the time is up, or there will be no more. */
    synchronized void awaitBatch(int enough, long enoughBytes, long atMostMs) throws InterruptedException {
        while (!closed && !nudged && events == 0 && underway.isEmpty()) {
            wait();
        }
        long end = System.nanoTime() + atMostMs * 1_000_000;
        while (!closed && !nudged && events < enough && bytes < enoughBytes) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
        nudged = false;
    }

    /** Whoever waits for a batch has something else to do. */
    synchronized void nudge() {
        nudged = true;
        notifyAll();
    }

    /** Nobody wants them any more. */
    synchronized void discard() {
        ends.before = ends;
        ends.after = ends;
        fragments.clear();
        events = 0;
        bytes = 0;
        underway = List.of();
        close();
    }

    /** Nothing is added any more; what is there can still be sent. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isOver() {
        return closed && events == 0 && markers() == 0 && underway.isEmpty();
    }

    private int markers() {
        return ends.after == ends ? 0 : 1;
    }

    private Told told(Entry entry) {
        lastSeq++;
        JsonNode event = entry.event;
        if (event == null) {
            String line = entry.dropped + (entry.dropped == 1 ? " event dropped" : " events dropped");
            event = Json.object().put("type", "error_output").put("content", line);
        }
        return new Told(lastSeq, entry.at, entry.source, event, entry.meta);
    }

    private void dropOne() {
        Entry victim = fragments.peek();
        if (victim == null) {
            victim = ends.after;
            while (victim.event == null) {
                victim = victim.after;
            }
        }
        Entry before = victim.before;
        Instant at = victim.at;
        unlink(victim);
        Entry mark = markBeside(before, at);
        mark.dropped++;
        Entry after = mark.after;
        if (after != ends && after.event == null) {
            mark.dropped += after.dropped;
            cut(after);
        }
    }

    private Entry markBeside(Entry before, Instant at) {
        if (before != ends && before.event == null) {
            return before;
        }
        Entry after = before.after;
        if (after != ends && after.event == null) {
            return after;
        }
        Entry mark = new Entry();
        mark.at = at;
        link(mark, before);
        return mark;
    }

    private void unlink(Entry entry) {
        cut(entry);
        if (entry.event != null) {
            events--;
            bytes -= entry.size;
            if (isFragment(entry.event)) {
                fragments.remove(entry); // the first one, but for a run that sends while it drops
            }
        }
    }

    private static void link(Entry entry, Entry before) {
        entry.before = before;
        entry.after = before.after;
        before.after.before = entry;
        before.after = entry;
    }

    private static void cut(Entry entry) {
        entry.before.after = entry.after;
        entry.after.before = entry.before;
    }

    private static boolean isFragment(JsonNode event) {
        return event.path("type").asText().equals("text_output")
                && event.path("stream").asBoolean();
    }

    /** One event, or the mark of those that were dropped; in a ring with the queue's two ends in one. */
    private static final class Entry {
        Entry before = this;
        Entry after = this;
        Instant at = Instant.EPOCH;
        Told.Source source = Told.Source.WORKER;

        @Nullable
        JsonNode event;

        Told.@Nullable Meta meta;
        int size;
        long dropped;
    }
}
