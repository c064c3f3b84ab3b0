package dev.atelier.benchmarks.peer;

import java.net.URI;
import java.util.List;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;
import org.jspecify.annotations.Nullable;

/** Answers each offer at once with two frames it made beforehand; the least a worker could do. */
public final class BareClient extends WebSocketClient {
    private final String accept;
    private final String complete;

    private BareClient(URI address, int acceptChars, int completeChars) {
        super(address, new Draft_6455(List.of(), List.of(new Protocol("studio-worker-v1"))));
        setTcpNoDelay(true);
        setConnectionLostTimeout(0);
        accept = frame("accept", acceptChars);
        complete = frame("completeJson", completeChars);
    }

    /** Takes the address and the lengths of the two frames; ends with the session. */
    public static void main(String[] arguments) {
        new BareClient(URI.create(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])).run();
    }

    private static String frame(String type, int chars) {
        String start = "{\"type\":\"" + type + "\",\"x\":\"";
        return start + "x".repeat(Math.max(0, chars - start.length() - 2)) + "\"}";
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
        send("{\"type\":\"hello\"}");
    }

    @Override
    public void onMessage(String frame) {
        if (frame.startsWith("{\"type\":\"offer\"")) {
            send(accept);
            send(complete);
        }
    }

    @Override
    public void onClose(int code, @Nullable String reason, boolean remote) {
        // run() returns
    }

    @Override
    public void onError(Exception e) {
        System.err.println(e);
    }
}
