package dev.atelier.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A worker whose engine does nothing: it answers every offer at once and says every five seconds that it lives. */
final class DispatchWorker implements DispatchWire.Listener, DispatchLoad.Worker {
    private static final int HEARTBEAT_MS = 5_000;
    private static final String ENDING = "\r\n\r\n";

    private final DispatchWire wire;
    private final DispatchStudio.Identity identity;
    private final Consumer<String> broken;
    private final CompletableFuture<DispatchWorker> welcomed = new CompletableFuture<>();
    private final DispatchWire.Connection connection;
    private boolean upgraded;
    private LongConsumer offered = nanos -> {};
    private Runnable acknowledged = () -> {};

    /** @param broken told why, once, when the session ends */
    @SuppressWarnings("this-escape") // the wire calls back on its own thread only after the field is there
    DispatchWorker(DispatchWire wire, DispatchStudio studio, DispatchStudio.Identity identity, Consumer<String> broken)
            throws IOException {
        this.wire = wire;
        this.identity = identity;
        this.broken = broken;
        connection = wire.connect(studio.port(), this);
        wire.post(() -> connection.send(upgrade(studio).getBytes(StandardCharsets.US_ASCII)));
    }

    /** When the studio has said welcome. */
    CompletableFuture<DispatchWorker> welcomed() {
        return welcomed;
    }

    @Override
    public void tell(LongConsumer offered, Runnable acknowledged) {
        this.offered = offered;
        this.acknowledged = acknowledged;
    }

    private String upgrade(DispatchStudio studio) {
        return "GET /graphics/api/workers/" + identity.workerId() + "/connect HTTP/1.1\r\nHost: 127.0.0.1:"
                + studio.port() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: " + OfferingStudio.PROTOCOL
                + "\r\nAuthorization: Bearer " + identity.authToken() + ENDING;
    }

    @Override
    public void heard(ByteBuffer bytes) {
        if (!upgraded && !upgraded(bytes)) {
            return;
        }
        for (String frame = DispatchFrames.next(bytes); frame != null; frame = DispatchFrames.next(bytes)) {
            if (frame.startsWith("{\"type\":\"offer\"")) {
                offered.accept(System.nanoTime());
                connection.send(DispatchFrames.answers(DispatchPayload.jobId(frame)));
            } else if (frame.startsWith("{\"type\":\"completeAck\"")) {
                acknowledged.run();
            } else if (frame.startsWith("{\"type\":\"welcome\"")) {
                beat();
                welcomed.complete(this);
            } else if (!frame.startsWith("{\"type\":\"heartbeatAck\"")) {
                gone(frame);
            }
        }
    }

    private boolean upgraded(ByteBuffer bytes) {
        String head = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        int end = head.indexOf(ENDING);
        if (end < 0) {
            return false;
        }
        if (!head.startsWith("HTTP/1.1 101")) {
            gone(head);
            return false;
        }
        bytes.position(bytes.position() + end + ENDING.length());
        upgraded = true;
        connection.send(DispatchFrames.text("{\"type\":\"hello\",\"authToken\":\"" + identity.authToken()
                + "\",\"capabilities\":" + DispatchPayload.CAPABILITIES + "}"));
        return true;
    }

    private void beat() {
        connection.send(
                DispatchFrames.text("{\"type\":\"heartbeat\",\"capabilities\":" + DispatchPayload.CAPABILITIES + "}"));
        wire.after(HEARTBEAT_MS, this::beat);
    }

    @Override
    public void gone(String why) {
        welcomed.completeExceptionally(new IOException("worker " + identity.workerId() + ": " + why));
        broken.accept("worker " + identity.workerId() + ": " + why);
    }
}
