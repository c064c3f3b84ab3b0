package dev.atelier.studio.http.internal;

import dev.atelier.studio.dispatch.api.Sessions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's socket. What goes out waits in Jetty's queue, so nobody is ever kept; a worker that does not read until that
 * queue is full is cut off. Public, because Jetty looks its methods up.
 */
public final class WorkerSocket implements Session.Listener.AutoDemanding, Sessions.Channel {
    static final long GREETING_MAX = 64 * 1024;
    static final long MESSAGE_MAX = 16 * 1024 * 1024;
    static final int MAX_FRAMES = 256;
    static final long MAX_CHARS = 16 * 1024 * 1024;

    /** Jetty's own limit is the backstop of those who keep sessions. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private static final int MAX_REASON = 123;

    private static final Logger LOG = LoggerFactory.getLogger(WorkerSocket.class);

    private final Sockets sockets;
    private final String workerId;
    private final Function<Sessions.Channel, Sessions.Seat> opened;
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicLong chars = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Session session;
    private volatile Sessions.@Nullable Seat seat;
    private boolean greeted;

    /** @param opened takes what is said on the socket */
    WorkerSocket(Sockets sockets, String workerId, Function<Sessions.Channel, Sessions.Seat> opened) {
        this.sockets = sockets;
        this.workerId = workerId;
        this.opened = opened;
    }

    @Override
    public void onWebSocketOpen(Session live) {
        live.setMaxTextMessageSize(GREETING_MAX);
        live.setMaxBinaryMessageSize(GREETING_MAX);
        live.setIdleTimeout(IDLE);
        session = live;
        if (!sockets.opened(this)) {
            live.close(StatusCode.SHUTDOWN, "the studio is stopping", Callback.NOOP);
            return;
        }
        seat = opened.apply(this);
    }

    @Override
    public void onWebSocketText(String message) {
        Sessions.Seat taken = seat;
        Session live = session;
        if (taken == null || live == null) {
            return;
        }
        if (!greeted) {
            greeted = true; // one thread at a time brings messages
            live.setMaxTextMessageSize(MESSAGE_MAX);
        }
        taken.text(message);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        Sessions.Seat taken = seat;
        if (taken != null) {
            taken.binary();
        }
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.atDebug().addKeyValue("workerId", workerId).setCause(cause).log("socket failed");
        ended();
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason) {
        ended();
    }

    @Override
    public void send(String text) {
        Session live = session;
        if (live == null || over.get()) {
            return;
        }
        int length = text.length();
        if (frames.incrementAndGet() > MAX_FRAMES || chars.addAndGet(length) > MAX_CHARS) {
            LOG.atWarn().addKeyValue("workerId", workerId).log("worker does not read; cut off");
            cut();
            return;
        }
        try {
            live.sendText(text, Callback.from(() -> sent(length), failure -> unsent(length)));
        } catch (RuntimeException e) {
            unsent(length);
        }
    }

    @Override
    public void close(int code, String reason) {
        Session live = session;
        if (live == null || over.get()) {
            return;
        }
        try {
            live.close(code, shortened(reason), Callback.NOOP);
            sockets.cutSoon(this); // whether or not the worker answers
        } catch (RuntimeException e) {
            cut();
        }
    }

    /** Without a word. */
    void cut() {
        Session live = session;
        if (live != null) {
            try {
                live.disconnect();
            } catch (RuntimeException e) {
                LOG.atDebug().setCause(e).log("socket was gone already");
            }
        }
        ended();
    }

    private void ended() {
        if (over.compareAndSet(false, true)) {
            sockets.closed(this);
            Sessions.Seat taken = seat;
            if (taken != null) {
                taken.closed();
            }
        }
    }

    private void sent(int length) {
        frames.decrementAndGet();
        chars.addAndGet(-length);
    }

    private void unsent(int length) {
        sent(length);
        cut();
    }

    /** A close frame has room for so many bytes. */
    static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }
}
