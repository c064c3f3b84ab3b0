package dev.atelier.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/** One browser that looks on: every frame after its snapshot, and when each came. */
final class Observer extends WebSocketClient {
    private final List<String> frames = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final CountDownLatch snapshot = new CountDownLatch(1);
    private final CountDownLatch all;

    Observer(URI address, String token, int events) {
        super(address, Map.of("Authorization", "Bearer " + token));
        this.all = new CountDownLatch(events);
        setDaemon(true);
        setTcpNoDelay(true);
    }

    void begin(long seconds) throws IOException, InterruptedException {
        if (!connectBlocking(seconds, TimeUnit.SECONDS) || !snapshot.await(seconds, TimeUnit.SECONDS)) {
            throw new IOException("an observer got no snapshot");
        }
    }

    /** Whether all events came within the time. */
    boolean awaitAll(long seconds) throws InterruptedException {
        return all.await(seconds, TimeUnit.SECONDS);
    }

    synchronized List<String> frames() {
        return List.copyOf(frames);
    }

    synchronized List<Long> times() {
        return List.copyOf(times);
    }

    @Override
    public void onMessage(String message) {
        long now = System.nanoTime();
        if (message.contains("\"event_id\":\"snapshot:")) {
            snapshot.countDown();
            return;
        }
        synchronized (this) {
            frames.add(message);
            times.add(now);
        }
        all.countDown();
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
        // the snapshot tells
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        // what is missing tells
    }

    @Override
    public void onError(Exception e) {
        // what is missing tells
    }
}
