package dev.atelier.runtime.http.internal;

import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.ObservationFrame;
import dev.atelier.runtime.api.ObservationFrame.Diagnostic;
import dev.atelier.runtime.api.ObservationJson;
import dev.atelier.runtime.api.RuntimeRefusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One observer's socket. One frame is on its way at a time; the next is taken when it is out, so a slow reader falls
 * behind in the runtime's queue, which is bounded. Public, because Jetty looks its methods up.
 */
public final class ObservationSocket implements Session.Listener.AutoDemanding {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Logger LOG = LoggerFactory.getLogger(ObservationSocket.class);

    private final ObservationSockets sockets;
    private final Supplier<Observation> observe;
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Session session;
    private volatile @Nullable Observation observation;
    /** Said instead of whatever else would come. */
    private volatile @Nullable Diagnostic last;

    private volatile boolean onItsWay;
    private volatile boolean closing;
    private volatile long heard = System.nanoTime();

    ObservationSocket(ObservationSockets sockets, Supplier<Observation> observe) {
        this.sockets = sockets;
        this.observe = observe;
    }

    @Override
    public void onWebSocketOpen(Session live) {
        live.setIdleTimeout(IDLE);
        session = live;
        if (!sockets.opened(this)) {
            finish(new Diagnostic(Diagnostic.UPSTREAM_CLOSED, "the runtime is shutting down"));
            return;
        }
        try {
            Observation opened = observe.get();
            observation = opened;
            opened.onAvailable(this::pump);
            if (over.get()) {
                opened.close(); // gone while it was opened
            }
        } catch (RuntimeRefusal e) {
            finish(new Diagnostic(Diagnostic.UNAVAILABLE, "observation is not available"));
        }
    }

    @Override
    public void onWebSocketText(String message) {
        finish(new Diagnostic(Diagnostic.OBSERVATION_ONLY, "this stream has one direction"));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        finish(new Diagnostic(Diagnostic.OBSERVATION_ONLY, "this stream has one direction"));
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heard = System.nanoTime();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.atDebug().setCause(cause).log("observer failed");
        ended();
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason) {
        ended();
    }

    void farewell() {
        finish(new Diagnostic(Diagnostic.UPSTREAM_CLOSED, "the runtime is shutting down"));
    }

    private void finish(Diagnostic why) {
        if (last == null) {
            last = why;
        }
        pump();
    }

    /** Whoever comes while somebody is at it leaves the rest to them; callbacks of Jetty may come at once. */
    private void pump() {
        if (work.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            step();
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private void step() {
        Session live = session;
        if (live == null || onItsWay || closing || over.get()) {
            return;
        }
        Optional<ObservationFrame> frame = next();
        if (frame.isEmpty()) {
            return;
        }
        onItsWay = true;
        Optional<Diagnostic> end = frame.get().fold(event -> Optional.empty(), Optional::of);
        closing = end.isPresent();
        try {
            String text = Json.text(ObservationJson.write(frame.get()));
            live.sendText(text, Callback.from(() -> sent(end), failure -> cut()));
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("observer did not get a frame");
            cut();
        }
    }

    private Optional<ObservationFrame> next() {
        Diagnostic goodbye = last;
        Observation source = observation;
        if (goodbye != null) {
            return Optional.of(goodbye);
        }
        return source == null ? Optional.empty() : source.poll();
    }

    private void sent(Optional<Diagnostic> end) {
        onItsWay = false;
        if (end.isPresent()) {
            close(end.get());
        } else {
            pump();
        }
    }

    private void close(Diagnostic why) {
        Session live = session;
        if (live != null) {
            live.close(code(why.code()), why.code(), Callback.NOOP);
            sockets.cutSoon(this); // whether or not the observer answers
        }
    }

    static int code(String diagnostic) {
        return switch (diagnostic) {
            case Diagnostic.OBSERVATION_ONLY, Diagnostic.CURSOR_MALFORMED, Diagnostic.WORKER_NOT_FOUND ->
                StatusCode.POLICY_VIOLATION;
            case Diagnostic.CURSOR_EXPIRED, Diagnostic.CURSOR_UNKNOWN_OR_EXPIRED, Diagnostic.UNAVAILABLE ->
                StatusCode.TRY_AGAIN_LATER;
            case Diagnostic.UPSTREAM_CLOSED -> StatusCode.SHUTDOWN;
            default -> StatusCode.SERVER_ERROR;
        };
    }

    /** Asks whether it is still there; one that has long said nothing is dropped. */
    void lookAfter(long now, Duration silence) {
        Session live = session;
        if (live == null) {
            return;
        }
        if (now - heard > silence.toNanos()) {
            cut();
        } else {
            live.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
    }

    /** Without a word. */
    void cut() {
        Session live = session;
        if (live != null) {
            try {
                live.disconnect();
            } catch (RuntimeException e) {
                LOG.atDebug().setCause(e).log("observer was gone already");
            }
        }
        ended();
    }

    private void ended() {
        if (over.compareAndSet(false, true)) {
            sockets.closed(this);
            Observation source = observation;
            if (source != null) {
                source.close();
            }
        }
    }
}
