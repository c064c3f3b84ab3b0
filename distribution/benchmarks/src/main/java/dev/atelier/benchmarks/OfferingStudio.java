package dev.atelier.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * A studio that offers each worker one job after the other and takes the time of every round trip. It reads no more of a
 * frame than its type, so that it costs every worker the same and little.
 */
final class OfferingStudio extends WebSocketServer implements AutoCloseable {
    static final String PROTOCOL = "studio-worker-v1";
    private static final long PATIENCE_SECONDS = 300;
    private static final String WELCOME =
            "{\"type\":\"welcome\",\"workerId\":\"bench\",\"serverTime\":\"2026-01-01T00:00:00Z\"}";

    private final Map<String, Worker> workers = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();

    private OfferingStudio() {
        super(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                List.of(new Draft_6455(List.of(), List.of(new Protocol(PROTOCOL)))));
        setTcpNoDelay(true);
        setConnectionLostTimeout(0);
        setDaemon(true);
    }

    static OfferingStudio open() throws Exception {
        OfferingStudio studio = new OfferingStudio();
        studio.start();
        studio.started.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return studio;
    }

    String baseUrl() {
        return "http://127.0.0.1:" + getPort();
    }

    /** Waits until the worker has said hello. */
    Worker worker(String id) throws Exception {
        Worker worker = workerOf(id);
        worker.greeted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return worker;
    }

    @Override
    public void close() {
        try {
            stop(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onStart() {
        started.complete(null);
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
        String[] path = handshake.getResourceDescriptor().split("/", -1);
        Worker worker = workerOf(path[path.length - 2]);
        worker.socket = socket;
        socket.setAttachment(worker);
    }

    @Override
    public void onMessage(WebSocket socket, String frame) {
        socket.<Worker>getAttachment().heard(frame);
    }

    @Override
    public void onClose(WebSocket socket, int code, @Nullable String reason, boolean remote) {
        if (socket.<@Nullable Object>getAttachment() instanceof Worker worker) {
            worker.broken("the session ended: " + code + " " + reason);
        }
    }

    @Override
    public void onError(@Nullable WebSocket socket, Exception e) {
        started.completeExceptionally(e);
    }

    private Worker workerOf(String id) {
        return workers.computeIfAbsent(id, Worker::new);
    }

    /** Who does the jobs. */
    static final class Worker {
        private final String id;
        private final CompletableFuture<Void> greeted = new CompletableFuture<>();
        private volatile @Nullable WebSocket socket;
        private volatile @Nullable Round round;
        private volatile int acceptChars;
        private volatile int completeChars;
        private int jobs;

        private Worker(String id) {
            this.id = id;
        }

        /** Jobs in a row, and how long each took from its offer to its result. */
        private static final class Round {
            private final long[] nanos;
            private final CompletableFuture<Void> done = new CompletableFuture<>();
            private int count;
            private long offeredAt;

            Round(int jobs) {
                nanos = new long[jobs];
            }
        }

        /** Nanoseconds of each of so many round trips. */
        long[] jobs(int count) throws Exception {
            Round next = new Round(count);
            round = next;
            offer(next);
            next.done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return next.nanos;
        }

        /** Characters of an accept frame as this worker writes it. */
        int acceptChars() {
            return acceptChars;
        }

        /** Characters of the frame with the result. */
        int completeChars() {
            return completeChars;
        }

        private void heard(String frame) {
            if (frame.startsWith("{\"type\":\"completeJson\"")) {
                completed(frame.length());
            } else if (frame.startsWith("{\"type\":\"accept\"")) {
                acceptChars = frame.length();
            } else if (frame.startsWith("{\"type\":\"heartbeat\"")) {
                send("{\"type\":\"heartbeatAck\"}");
            } else if (frame.startsWith("{\"type\":\"hello\"")) {
                send(WELCOME);
                greeted.complete(null);
            } else if (!frame.startsWith("{\"type\":\"logBatch\"")) {
                broken(frame);
            }
        }

        private void completed(int chars) {
            long now = System.nanoTime();
            Round current = round;
            if (current == null || current.done.isDone()) {
                return;
            }
            completeChars = chars;
            current.nanos[current.count++] = now - current.offeredAt;
            send("{\"type\":\"completeAck\",\"jobId\":\"" + jobId() + "\"}");
            if (current.count < current.nanos.length) {
                offer(current);
            } else {
                current.done.complete(null);
            }
        }

        private void offer(Round current) {
            jobs++;
            String frame = Offer.frame(jobId());
            current.offeredAt = System.nanoTime();
            send(frame);
        }

        private String jobId() {
            return id + "-" + (1_000_000 + jobs);
        }

        private void broken(String why) {
            Round current = round;
            if (current != null) {
                current.done.completeExceptionally(new IllegalStateException(id + ": " + why));
            }
        }

        private void send(String frame) {
            WebSocket to = socket;
            if (to != null && to.isOpen()) {
                to.send(frame);
            }
        }
    }
}
