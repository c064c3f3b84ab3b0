package dev.atelier.engine.host.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to a server program on this machine, and to nothing else. One request a connection and no thread of its own:
 * closing an exchange ends it at once on both sides, which is how such servers hear of a cancel.
 */
public final class LocalHttp {
    private final int port;
    private final Map<String, String> headers;

    /** @param headers of every request, such as its key */
    public LocalHttp(int port, Map<String, String> headers) {
        this.port = port;
        this.headers = Map.copyOf(headers);
    }

    /** A port nobody listens on at the moment; who starts a server on it looks whether it got it. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    /** An answer that was read to its end. */
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    public record Reply(int status, byte[] body) {
        public boolean ok() {
            return status / 100 == 2;
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** @param limit of all of it */
    public Reply get(String path, Duration limit, int mostBytes) throws IOException {
        try (LocalExchange exchange = open("GET", path, null, limit)) {
            return exchange.reply(limit, mostBytes);
        }
    }

    public Reply post(String path, byte[] json, Duration limit, int mostBytes) throws IOException {
        try (LocalExchange exchange = open("POST", path, json, limit)) {
            return exchange.reply(limit, mostBytes);
        }
    }

    /**
     * An exchange that can be closed from now on. Nothing is sent before its answer is asked for.
     *
     * @param silence how long the server may say nothing
     */
    public LocalExchange open(String method, String path, byte @Nullable [] json, Duration silence) throws IOException {
        return open(method, path, "application/json", json, silence);
    }

    /** An exchange with a body of another type, such as a form with files. */
    public LocalExchange open(String method, String path, String type, byte @Nullable [] body, Duration silence)
            throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, silence.toMillis()));
        return new LocalExchange(socket, port, head(method, path, type, body), body, silence);
    }

    private byte[] head(String method, String path, String type, byte @Nullable [] body) throws IOException {
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: 127.0.0.1:")
                .append(port)
                .append("\r\nConnection: close\r\nAccept: */*\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body != null) {
            head.append("Content-Type: ")
                    .append(type)
                    .append("\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toByteArray();
    }
}
