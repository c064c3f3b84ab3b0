package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.ObservationFrame;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One observer and what waits for it. */
final class LiveObservation implements Observation {
    static final int MAX_WAITING = 256;

    private final ObservationBus bus;
    private final String workerId;
    /** What was there when it came; does not count as falling behind. */
    private final ArrayDeque<ObservationFrame> first = new ArrayDeque<>();

    private final ArrayDeque<ObservationFrame> live = new ArrayDeque<>();
    private @Nullable String start;
    private ObservationFrame.@Nullable Diagnostic last;
    private boolean opened;
    private boolean over;
    private boolean closed;
    private @Nullable Runnable action;

    LiveObservation(ObservationBus bus, String workerId) {
        this.bus = bus;
        this.workerId = workerId;
    }

    String workerId() {
        return workerId;
    }

    synchronized void startAt(String cursor) {
        start = cursor;
    }

    synchronized void replay(ObservationFrame.Event event) {
        first.add(event);
    }

    /** Whether it wants a snapshot: one whose cursor is malformed, or that came too late, gets none. */
    synchronized boolean wantsSnapshot() {
        return start != null;
    }

    /** Puts the snapshot before everything else and lets the observer take. */
    void open(@Nullable ObjectNode snapshot) {
        synchronized (this) {
            if (snapshot != null && start != null) {
                first.addFirst(new ObservationFrame.Event(start, "snapshot:" + start, workerId, snapshot));
            }
            opened = true;
        }
        tell();
    }

    synchronized void offer(ObservationFrame.Event event) {
        if (over) {
            return;
        }
        if (live.size() >= MAX_WAITING) {
            end(new ObservationFrame.Diagnostic(
                    ObservationFrame.Diagnostic.CURSOR_EXPIRED, "this observer fell behind and lost events"));
            return;
        }
        live.add(event);
    }

    /** What waits is still to be taken; this comes last. */
    synchronized void end(ObservationFrame.Diagnostic why) {
        if (!over) {
            over = true;
            last = why;
        }
    }

    synchronized boolean isOver() {
        return over;
    }

    @Override
    public synchronized Optional<ObservationFrame> poll() {
        if (!opened || closed) {
            return Optional.empty();
        }
        ObservationFrame next = first.poll();
        if (next == null) {
            next = live.poll();
        }
        if (next == null) {
            next = last;
            last = null;
        }
        return Optional.ofNullable(next);
    }

    @Override
    public void onAvailable(Runnable next) {
        synchronized (this) {
            action = next;
        }
        next.run();
    }

    void tell() {
        Runnable told;
        synchronized (this) {
            told = closed ? null : action;
        }
        if (told != null) {
            told.run();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            over = true;
            first.clear();
            live.clear();
        }
        bus.leave(this);
    }
}
