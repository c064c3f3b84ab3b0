package dev.atelier.http.internal;

import dev.atelier.http.api.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events over the servlet's non-blocking output: a client that does not read costs a bounded queue, never
 * a thread. Two locks: {@code this} for the state, {@code writing} for the output, taken in the order writing, this.
 */
final class ServletEventStream implements Exchange.EventStream, WriteListener, AsyncListener {
    static final String TYPE = "text/event-stream";
    static final int MAX_EVENTS = 1024;
    static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final byte[] COMMENT = ": \n\n".getBytes(StandardCharsets.UTF_8);
    private static final Logger LOG = LoggerFactory.getLogger(ServletEventStream.class);

    private final Executor writers;
    private final Object writing = new Object();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private final List<Runnable> onClose = new ArrayList<>();
    private int queuedBytes;
    private boolean closing;
    private boolean ended;
    private boolean pumpScheduled;
    private boolean unmoved;
    private volatile boolean writable;
    private boolean unflushed;
    private volatile @Nullable AsyncContext async;
    private volatile @Nullable ServletOutputStream out;

    ServletEventStream(Executor writers) {
        this.writers = writers;
    }

    void open(AsyncContext context, ServletOutputStream output) {
        context.setTimeout(0);
        context.addListener(this);
        async = context;
        out = output;
        output.setWriteListener(this);
    }

    @Override
    public boolean send(String id, String type, String data) {
        return offer(format(id, type, data));
    }

    static byte[] format(String id, String type, String data) {
        StringBuilder text = new StringBuilder(data.length() + 64);
        if (!id.isEmpty()) {
            text.append("id: ").append(oneLine(id)).append('\n');
        }
        if (!type.isEmpty()) {
            text.append("event: ").append(oneLine(type)).append('\n');
        }
        for (String line : data.split("\r\n|\r|\n", -1)) {
            text.append("data: ").append(line).append('\n');
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\r\n\0]", " ");
    }

    private boolean offer(byte[] event) {
        boolean tooSlow;
        synchronized (this) {
            if (closing || ended) {
                return false;
            }
            tooSlow = queue.size() >= MAX_EVENTS || queuedBytes + event.length > MAX_BYTES;
            if (!tooSlow) {
                queue.add(event);
                queuedBytes += event.length;
            }
        }
        if (tooSlow) {
            LOG.debug("event stream closed: its client does not keep up");
            abort();
            return false;
        }
        schedule();
        return true;
    }

    /** Keeps the line in use, and ends a stream of which nothing has gone out since the last beat. */
    void beat() {
        boolean stuck;
        boolean idle;
        synchronized (this) {
            idle = queue.isEmpty();
            stuck = !idle && unmoved;
            unmoved = !idle;
        }
        if (stuck) {
            abort();
        } else if (idle) {
            offer(COMMENT);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        schedule();
    }

    @Override
    public void onClose(Runnable action) {
        synchronized (this) {
            if (!ended) {
                onClose.add(action);
                return;
            }
        }
        action.run();
    }

    private void schedule() {
        synchronized (this) {
            if (pumpScheduled || ended) {
                return;
            }
            pumpScheduled = true;
        }
        try {
            writers.execute(this::pump);
        } catch (RejectedExecutionException e) {
            abort(); // the room is stopping
        }
    }

    /** Writes as long as that does not wait; the container calls again when it can go on. */
    private void pump() {
        synchronized (this) {
            pumpScheduled = false;
        }
        boolean over;
        synchronized (writing) {
            try {
                over = writeWhatIsQueued();
            } catch (IOException | IllegalStateException e) {
                over = true; // the client has gone
            }
        }
        if (over) {
            abort();
        }
    }

    /** True when everything has gone out of a stream that is to close. */
    private boolean writeWhatIsQueued() throws IOException {
        ServletOutputStream output = out;
        // A stream that has ended must not be touched: its connection may serve another request by now.
        while (output != null && writable && !hasEnded() && output.isReady()) {
            byte[] next = poll();
            if (next != null) {
                output.write(next);
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                output.flush();
            } else {
                return isClosing();
            }
        }
        return false;
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    private synchronized byte @Nullable [] poll() {
        byte[] next = ended ? null : queue.poll();
        if (next != null) {
            queuedBytes -= next.length;
            unmoved = false;
        }
        return next;
    }

    /** Ends the stream now, whatever is queued. */
    void abort() {
        List<Runnable> actions;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            queue.clear();
            actions = List.copyOf(onClose);
            onClose.clear();
        }
        synchronized (writing) {
            complete();
        }
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("an action at the end of an event stream failed");
            }
        }
    }

    private void complete() {
        AsyncContext context = async;
        if (context != null) {
            try {
                context.complete();
            } catch (IllegalStateException e) {
                LOG.debug("event stream was completed already");
            }
        }
    }

    @Override
    public void onWritePossible() {
        writable = true;
        pump();
    }

    @Override
    public void onError(Throwable problem) {
        abort();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        abort();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        abort();
    }

    @Override
    public void onError(AsyncEvent event) {
        abort();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
