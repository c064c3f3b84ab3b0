package dev.atelier.session.internal;

import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket by Java-WebSocket; its reading happens on a thread of ours. */
final class WsSocket implements Socket {
    static final Duration CONNECT = Duration.ofSeconds(15);
    static final Duration CLOSE = Duration.ofSeconds(5);
    static final Duration PONG = Duration.ofSeconds(2);
    private static final Duration LAST_WORD = Duration.ofSeconds(1);
    static final int MAX_MESSAGE = 16 << 20;
    static final String LINK_HEADER = "Atelier-Link";

    private static final Logger LOG = LoggerFactory.getLogger(WsSocket.class);

    private volatile Plain plain = new Plain();
    private final UpgradeDraft draft;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final ScheduledExecutorService timer;
    private final Events events;
    private final Client client;
    private volatile boolean open;
    private volatile boolean opened;
    private volatile boolean aborted;
    private volatile boolean offersLink;
    private volatile boolean late;
    private volatile boolean deaf;
    private volatile boolean saidGoodbye;
    private final Queue<CompletableFuture<Void>> pongs = new ConcurrentLinkedQueue<>();

    WsSocket(String protocol, URI address, Secret token, Events events, ScheduledExecutorService timer) {
        this.draft = new UpgradeDraft(protocol, MAX_MESSAGE);
        this.events = events;
        this.timer = timer;
        this.client = new Client(address, token);
    }

    /** Connects, reads until the end, and returns then. For a thread of the caller. */
    void run() {
        try {
            after(CONNECT, () -> {
                if (!open) {
                    late = true;
                    abort();
                }
            });
            client.run();
        } finally {
            over();
        }
    }

    /**
     * Told here and not from within the library: that holds locks of its own while it tells, which whoever closes the
     * socket at the same moment waits for.
     */
    private void over() {
        boolean spoken = client.end.get() != null && opened;
        try {
            // The library may end without a word when it was interrupted.
            client.finish(client.broken(""));
            pongs.forEach(answer -> answer.complete(null));
            events.ended(Objects.requireNonNull(client.end.get()));
        } finally {
            if (spoken) {
                awaitLastWord();
            }
            abort();
            gone.complete(null);
        }
    }

    /** The library's writer sends what is left, a goodbye above all, and closes the socket behind it. */
    private void awaitLastWord() {
        try {
            plain.closed.get(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("what was left to say is not taken");
        }
    }

    @Override
    public boolean send(String text) {
        if (!open || closing.get()) {
            return false;
        }
        try {
            client.send(text);
            return true;
        } catch (WebsocketNotConnectedException e) {
            return false;
        }
    }

    @Override
    public boolean offersLink() {
        return offersLink;
    }

    @Override
    public boolean congested() {
        return client.hasBufferedData();
    }

    @Override
    public CompletableFuture<Void> received() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (!open || deaf) {
            answer.complete(null);
            return answer;
        }
        pongs.add(answer);
        try {
            client.sendPing();
            var waiting = timer.schedule(() -> unanswered(answer), PONG.toMillis(), TimeUnit.MILLISECONDS);
            var unused = answer.whenComplete((nothing, failure) -> waiting.cancel(false));
        } catch (WebsocketNotConnectedException | RejectedExecutionException e) {
            answer.complete(null);
        }
        return answer;
    }

    /** Nobody is to wait for a second pong that does not come. */
    private void unanswered(CompletableFuture<Void> answer) {
        if (answer.complete(null)) {
            deaf = true;
        }
    }

    @Override
    public void close(String reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        if (!open) {
            abort();
            return;
        }
        goodbye(reason);
        after(CLOSE, this::abort);
    }

    /**
     * Said as a frame like any other, and the studio's answer awaited: closing through the library from within a message
     * interrupts its writer at once, which at a bad moment ends without having sent what it was given.
     */
    private void goodbye(String reason) {
        CloseFrame frame = new CloseFrame();
        frame.setCode(CloseFrame.NORMAL);
        frame.setReason(reason);
        draft.goodbyeSaid();
        saidGoodbye = true;
        try {
            client.sendFrame(frame);
        } catch (WebsocketNotConnectedException e) {
            LOG.debug("the connection was gone before the goodbye");
        }
    }

    @Override
    public void abort() {
        closing.set(true);
        aborted = true;
        closePlain();
    }

    /** One for each address that is tried; closed at once when nobody wants it any more. */
    private Plain fresh() {
        Plain fresh = new Plain();
        plain = fresh;
        if (aborted) {
            closePlain();
        }
        return fresh;
    }

    private void closePlain() {
        try {
            plain.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("socket did not close");
        }
    }

    @Override
    public CompletableFuture<Void> gone() {
        return gone;
    }

    private void after(Duration time, Runnable action) {
        try {
            var waiting = timer.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
            var unused = gone.thenRun(() -> waiting.cancel(false));
        } catch (RejectedExecutionException e) {
            action.run(); // the room is closed: nobody waits any more
        }
    }

    /** Knows when it was closed. */
    private static final class Plain extends java.net.Socket {
        private final CompletableFuture<Void> closed = new CompletableFuture<>();

        @Override
        public synchronized void close() throws IOException {
            try {
                super.close();
            } finally {
                closed.complete(null);
            }
        }
    }

    /** The library calls back by inheritance. */
    private final class Client extends WebSocketClient {
        private final AtomicReference<@Nullable End> end = new AtomicReference<>();
        private volatile @Nullable String failure;

        Client(URI address, Secret token) {
            super(
                    address,
                    draft,
                    Map.of("Authorization", "Bearer " + token.value()),
                    Math.toIntExact(CONNECT.toMillis()));
            setSocketFactory(new Dialled(WsSocket.this::fresh, address, CONNECT, InetAddress::getAllByName));
            setTcpNoDelay(true);
            setDaemon(true);
            // Our heartbeats find a dead studio; pings would keep a stalled one looking alive.
            setConnectionLostTimeout(0);
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            offersLink = SideChannel.PROTOCOL.equals(handshake.getFieldValue(LINK_HEADER));
            open = true;
            opened = true;
            events.opened();
        }

        @Override
        public void onMessage(String message) {
            if (!closing.get()) {
                events.text(message);
            }
        }

        @Override
        public void onMessage(ByteBuffer bytes) {
            if (!closing.get()) {
                events.binary();
            }
        }

        @Override
        public void onWebsocketPong(WebSocket connection, Framedata pong) {
            CompletableFuture<Void> answer = pongs.poll();
            if (answer != null) {
                answer.complete(null);
            }
        }

        @Override
        public void onError(Exception e) {
            LOG.atDebug().setCause(e).log("socket failed");
            failure = Texts.reason(e);
        }

        @Override
        public void onClose(int code, @Nullable String reason, boolean remote) {
            String words = reason == null ? "" : reason;
            if (open && saidGoodbye) {
                finish(End.closed(CloseFrame.NORMAL, words)); // answered or not
            } else if (open) {
                finish(code > 0 && code != CloseFrame.ABNORMAL_CLOSE ? End.closed(code, words) : broken(words));
            } else {
                finish(draft.refusal().orElseGet(() -> broken(words)));
            }
        }

        private End broken(String words) {
            String why = why(words);
            return plain.isConnected() ? End.lost(why) : End.unreached(why); // says what was, not what is
        }

        private String why(String words) {
            if (late) {
                return "no connection within " + CONNECT.toSeconds() + " s";
            }
            String known = failure;
            return known != null ? known : words.isBlank() ? "connection lost" : words;
        }

        /** The first reason is the one that counts. */
        void finish(End how) {
            end.compareAndSet(null, how);
            open = false;
        }
    }
}
