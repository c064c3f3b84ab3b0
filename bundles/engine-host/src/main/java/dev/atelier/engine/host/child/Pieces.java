package dev.atelier.engine.host.child;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Text on its way out. A piece that comes alone goes at once; those that follow each other faster than anybody reads go
 * together, at most forty times a second: each wakes threads on both sides, on the processors the model itself computes
 * on. Who brings the next piece sends those before it along; an alarm is there only for a model that pauses, and rings
 * seldom.
 */
final class Pieces {
    static final long GAP_NANOS = 25_000_000;

    /** What is held for longer than this is sent by itself. */
    static final long PAUSE_NANOS = 4 * GAP_NANOS;

    private final Consumer<String> out;
    private final Later later;
    private final LongSupplier nanoTime;
    private final StringBuilder held = new StringBuilder();
    private boolean any;
    private long sentAt;
    private long heldSince;
    private boolean armed;

    /** Does something in a while. */
    @FunctionalInterface
    interface Later {
        void in(long nanos, Runnable action);
    }

    Pieces(Consumer<String> out, Later later, LongSupplier nanoTime) {
        this.out = out;
        this.later = later;
        this.nanoTime = nanoTime;
    }

    synchronized void add(String piece) {
        long now = nanoTime.getAsLong();
        if (held.isEmpty()) {
            heldSince = now;
        }
        held.append(piece);
        if (!any || now - sentAt >= GAP_NANOS) {
            flush();
        } else if (!armed) {
            arm();
        }
    }

    private void arm() {
        armed = true;
        later.in(PAUSE_NANOS, this::ring);
    }

    private synchronized void ring() {
        armed = false;
        if (held.isEmpty()) {
            return;
        }
        if (nanoTime.getAsLong() - heldSince >= GAP_NANOS) {
            flush();
        } else {
            arm(); // the model goes on
        }
    }

    /** What is held goes now: something else is to come after it. */
    synchronized void flush() {
        if (held.isEmpty()) {
            return;
        }
        String text = held.toString();
        held.setLength(0);
        any = true;
        sentAt = nanoTime.getAsLong();
        out.accept(text);
    }
}
