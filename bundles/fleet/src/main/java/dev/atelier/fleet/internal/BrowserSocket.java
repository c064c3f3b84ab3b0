package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.observe.Frames;
import dev.atelier.fleet.internal.observe.Observations;
import dev.atelier.fleet.internal.observe.Outlet;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Wordless;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A browser that looks on. Nothing it says is listened to. Public, because Jetty looks its methods up. */
public final class BrowserSocket implements Session.Listener.AutoDemanding, Outlet {
    private static final int MAX_MESSAGE = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(BrowserSocket.class);

    private final Sockets sockets;
    private final Function<Outlet, Observations.Seat> opened;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Session session;
    private volatile Observations.@Nullable Seat seat;
    private volatile long heard = System.nanoTime();

    /** @param opened gives it its seat */
    BrowserSocket(Sockets sockets, Function<Outlet, Observations.Seat> opened) {
        this.sockets = sockets;
        this.opened = opened;
    }

    @Override
    public void onWebSocketOpen(Session live) {
        live.setMaxTextMessageSize(MAX_MESSAGE);
        live.setMaxBinaryMessageSize(MAX_MESSAGE);
        live.setIdleTimeout(Sockets.SILENCE.multipliedBy(2)); // the backstop of our own signs of life
        session = live;
        if (!sockets.opened(this)) {
            live.close(StatusCode.TRY_AGAIN_LATER, "too many look on", Callback.NOOP);
            return;
        }
        seat = opened.apply(this);
        if (over.get()) {
            leave();
        }
    }

    @Override
    public void onWebSocketText(String message) {
        talked();
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        talked();
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heard = System.nanoTime();
    }

    private void talked() {
        leave();
        end(Frames.diagnostic(Feed.Code.OBSERVATION_ONLY));
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.atDebug().setCause(Wordless.of(cause)).log("socket of a browser failed");
        ended();
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason) {
        ended();
    }

    @Override
    public void send(String frame, Runnable sent) {
        Session live = session;
        if (live == null || ending.get()) {
            return;
        }
        try {
            live.sendText(frame, Callback.from(sent, failure -> cut()));
        } catch (RuntimeException e) {
            cut();
        }
    }

    @Override
    public void end(String frame) {
        Session live = session;
        if (live == null || !ending.compareAndSet(false, true)) {
            return;
        }
        try {
            live.sendText(frame, Callback.from(() -> close(live), failure -> cut()));
            sockets.cutSoon(this); // whether or not the browser reads
        } catch (RuntimeException e) {
            cut();
        }
    }

    private static void close(Session live) {
        live.close(StatusCode.NORMAL, null, Callback.NOOP);
    }

    void goingAway() {
        Session live = session;
        if (live != null && ending.compareAndSet(false, true)) {
            live.close(StatusCode.SHUTDOWN, "the studio is stopping", Callback.NOOP);
        }
        ended();
    }

    /** Asks for a sign of life. */
    void beat(long now) {
        Session live = session;
        if (now - heard > Sockets.SILENCE.toNanos()) {
            cut();
        } else if (live != null) {
            try {
                live.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
            } catch (RuntimeException e) {
                cut();
            }
        }
    }

    /** Without a word. */
    void cut() {
        Session live = session;
        if (live != null) {
            try {
                live.disconnect();
            } catch (RuntimeException e) {
                LOG.atDebug().setCause(Wordless.of(e)).log("socket was gone already");
            }
        }
        ended();
    }

    private void ended() {
        if (over.compareAndSet(false, true)) {
            sockets.closed(this);
            leave();
        }
    }

    private void leave() {
        Observations.Seat taken = seat;
        if (taken != null) {
            taken.close();
        }
    }
}
