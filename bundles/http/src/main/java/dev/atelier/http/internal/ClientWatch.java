package dev.atelier.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the client of a request leaves while the request is worked on. The servlet API has nothing for it: over
 * HTTP/1.1 Jetty reads from a connection only when it wants the next bytes, and while a handler works nobody does. So
 * the watch asks for them in its place, and withdraws before the answer begins, when the connection is Jetty's again.
 */
final class ClientWatch implements Callback {
    private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);

    private final AbstractEndPoint line;
    private final List<Runnable> actions = new ArrayList<>();
    private boolean watching;
    private boolean gone;
    private boolean over;
    private boolean spoilt;

    ClientWatch(AbstractEndPoint line) {
        this.line = line;
    }

    /** Runs the action when the client leaves, at once when it has left, never once the answer has begun. */
    void whenGone(Runnable action) {
        synchronized (this) {
            if (over) {
                return;
            }
            if (!gone) {
                actions.add(action);
                watch();
                return;
            }
        }
        run(action);
    }

    /**
     * Leaves the connection to Jetty again.
     *
     * @return whether the connection may serve another request afterwards
     */
    synchronized boolean end() {
        if (!over) {
            over = true;
            actions.clear();
            if (watching) {
                // There is no other way to take an interest back. Under our lock, so that it cannot be another's.
                line.getFillInterest().onFail(new CancellationException("no longer watched"));
            }
        }
        return !spoilt;
    }

    @Override
    public void succeeded() {
        List<Runnable> due;
        synchronized (this) {
            watching = false;
            if (over || !hasLeft()) {
                return;
            }
            due = left();
        }
        due.forEach(ClientWatch::run);
    }

    @Override
    public void failed(Throwable problem) {
        List<Runnable> due;
        synchronized (this) {
            watching = false;
            if (over || line.isOpen()) {
                return;
            }
            due = left();
        }
        due.forEach(ClientWatch::run);
    }

    private void watch() {
        if (!watching && !spoilt) {
            watching = line.tryFillInterested(this);
        }
    }

    /** Reading is the only way to tell an end from more bytes. */
    private boolean hasLeft() {
        try {
            int read = line.fill(ByteBuffer.allocate(1).limit(0)); // empty, in the way Jetty's buffers are
            if (read == 0) {
                watch();
            }
            // The client sends its next request before it has the answer to this one. That may be refused, and the
            // byte is ours now: the connection ends after this answer, and the client sends again.
            spoilt |= read > 0;
            return read < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private List<Runnable> left() {
        gone = true;
        List<Runnable> due = List.copyOf(actions);
        actions.clear();
        return due;
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("an action for a client that has left failed");
        }
    }
}
