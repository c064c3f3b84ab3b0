package dev.atelier.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** The observation stream of one Worker of a runtime, as whoever asks the runtime gets it. */
final class ObservedWorker extends WebSocketServer {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch started = new CountDownLatch(1);

    private ObservedWorker() {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        setReuseAddr(true);
        setDaemon(true);
        setTcpNoDelay(true);
    }

    static ObservedWorker open() throws IOException, InterruptedException {
        ObservedWorker worker = new ObservedWorker();
        worker.start();
        if (!worker.started.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the observed runtime did not start");
        }
        return worker;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + getPort());
    }

    /** Something happens to the Worker. */
    void happen(long number) {
        broadcast(frame(number, "{\"event\":\"text_delta\",\"data\":{\"text\":\"" + number + "\"}}"));
    }

    private static String frame(long number, String payload) {
        String cursor = String.format(java.util.Locale.ROOT, "wo_%016x", number);
        return "{\"kind\":\"event\",\"envelope\":{\"cursor\":\"" + cursor + "\",\"event_id\":\"" + cursor
                + "\",\"worker_id\":\"w\",\"payload\":" + payload + "}}";
    }

    @Override
    public void onOpen(WebSocket connection, ClientHandshake handshake) {
        connection.send(
                frame(1, "{\"event\":\"snapshot\",\"data\":{\"entries\":[],\"greeting\":{},\"status\":\"idle\"}}"));
    }

    @Override
    public void onMessage(WebSocket connection, String message) {
        // observers say nothing
    }

    @Override
    public void onClose(WebSocket connection, int code, String reason, boolean remote) {
        // the studio asks again or not
    }

    @Override
    public void onError(@Nullable WebSocket connection, Exception e) {
        // told by what is missing at the observers
    }

    @Override
    public void onStart() {
        started.countDown();
    }
}
