package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Feed.Code;
import dev.atelier.fleet.internal.shape.Feed.Trouble;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket to a runtime. What its frames say goes on; nothing is ever said to it. */
final class RemoteLine implements Feed.Line {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final int PING_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(RemoteLine.class);

    private final Socket plain = new Socket();
    private final UpgradeDraft draft = new UpgradeDraft(Calls.MAX_BODY);
    private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>();
    private final Feed.Listener listener;
    private final ScheduledExecutorService timer;
    private final Client client;
    private volatile boolean opened;
    private volatile boolean closed;

    RemoteLine(URI address, Map<String, String> headers, Feed.Listener listener, ScheduledExecutorService timer) {
        this.listener = listener;
        this.timer = timer;
        this.client = new Client(address, headers);
    }

    /** Connects, reads until the end, and returns then. */
    void run() {
        try {
            after(CONNECT, () -> {
                if (!opened) {
                    abort();
                }
            });
            client.run();
        } finally {
            abort();
            // Told here and not from within the library, which holds locks of its own while it tells.
            if (!closed) {
                closed = true;
                listener.ended(why());
            }
        }
    }

    private Trouble why() {
        Trouble known = trouble.get();
        if (known != null) {
            return known;
        }
        if (opened) {
            return new Trouble(Code.UPSTREAM_DISCONNECT, true);
        }
        return ObservedText.refused(draft.refused());
    }

    @Override
    public void close() {
        closed = true;
        if (opened) {
            client.close(CloseFrame.NORMAL);
            after(CLOSE, this::abort);
        } else {
            abort();
        }
    }

    private void abort() {
        try {
            plain.close();
        } catch (IOException e) {
            LOG.debug("socket did not close");
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // harmless when it comes too late
    private void after(Duration time, Runnable action) {
        try {
            timer.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            action.run();
        }
    }

    /** The last that is listened to. */
    private void end(Trouble why) {
        if (trouble.compareAndSet(null, why)) {
            client.close(CloseFrame.NORMAL);
            after(CLOSE, this::abort);
        }
    }

    private void heard(String text) {
        if (closed || trouble.get() != null) {
            return;
        }
        ObservedText.hear(text, listener).ifPresent(this::end);
    }

    /** The library calls back by inheritance. */
    private final class Client extends WebSocketClient {
        Client(URI address, Map<String, String> headers) {
            super(address, draft, headers, Math.toIntExact(CONNECT.toMillis()));
            setSocketFactory(new Dialled(plain, address, CONNECT));
            setTcpNoDelay(true);
            setDaemon(true);
            setConnectionLostTimeout(PING_SECONDS);
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            opened = true;
            if (closed) {
                abort();
            }
        }

        @Override
        public void onMessage(String message) {
            heard(message);
        }

        @Override
        public void onMessage(ByteBuffer bytes) {
            end(new Trouble(Code.MALFORMED_FRAME, false));
        }

        @Override
        public void onError(Exception e) {
            LOG.debug("observation failed"); // what it says names addresses
        }

        @Override
        public void onClose(int code, @Nullable String reason, boolean remote) {
            boolean broken = code == CloseFrame.PROTOCOL_ERROR
                    || code == CloseFrame.NO_UTF8
                    || code == CloseFrame.TOOBIG
                    || code == CloseFrame.REFUSE;
            if (opened && !remote && broken) {
                trouble.compareAndSet(null, new Trouble(Code.MALFORMED_FRAME, false));
            }
        }
    }
}
