package dev.atelier.fleet.internal.observe;

import dev.atelier.fleet.internal.shape.Feed;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One who looks on, at a place of their own in the history, so that nobody waits for the slow ones and nothing is kept
 * for them alone. Who falls behind the history is told so, and has to begin anew. Used by one thread at a time, but for the news of what arrived.
 */
final class Watcher {
    /** What may be on its way at a time. */
    private static final int WINDOW = 16;

    private final Outlet outlet;
    private final Mailbox mailbox;
    private final History history;
    private final AtomicInteger underway = new AtomicInteger();
    private long position;
    private boolean waiting;
    private boolean over;
    private Feed.@Nullable Code ending;

    Watcher(Outlet outlet, Mailbox mailbox, History history) {
        this.outlet = outlet;
        this.mailbox = mailbox;
        this.history = history;
    }

    /** Whether it has to be given a snapshot first. */
    boolean waits() {
        return waiting;
    }

    void await() {
        waiting = true;
    }

    void begin(long index) {
        position = index;
        pump();
    }

    void begin(String snapshot, long index) {
        waiting = false;
        send(snapshot);
        begin(index);
    }

    /** For those whose snapshot nobody may see. */
    void beginWithout(long index) {
        waiting = false;
        begin(index);
    }

    /** After what it can still be given. */
    void finish(Feed.Code code) {
        ending = code;
        pump();
    }

    void leave() {
        over = true;
    }

    void pump() {
        while (!over && underway.get() < WINDOW) {
            if (waiting) {
                if (ending != null) {
                    end(ending);
                }
                return;
            }
            if (position < history.first()) {
                end(Feed.Code.CURSOR_UNKNOWN_OR_EXPIRED);
            } else if (position < history.next()) {
                String frame = history.at(position++).frame();
                if (frame != null) {
                    send(frame);
                }
            } else if (ending != null) {
                end(ending);
            } else {
                return;
            }
        }
    }

    private void send(String frame) {
        underway.incrementAndGet();
        outlet.send(frame, this::arrived);
    }

    /** Counts at once, on any thread: behind a burst of events in the mailbox, a quick reader would look like a slow one. */
    private void arrived() {
        if (underway.getAndDecrement() == WINDOW) {
            mailbox.execute(this::pump);
        }
    }

    private void end(Feed.Code code) {
        over = true;
        outlet.end(Frames.diagnostic(code));
    }
}
