package dev.atelier.containers.internal;

import dev.atelier.containers.api.ContainerEngine.Source;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and its answer, on a connection of its own. */
final class HttpExchange implements Closeable {
    private final UnixSocket socket;
    private final InputStream in;
    private HttpHead head = new HttpHead(0, Map.of());

    private HttpExchange(UnixSocket socket) {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.input(), 16 << 10);
    }

    /** @param bodyType null for a request without a body */
    record Request(String method, String target, @Nullable String bodyType, boolean upgrade) {
        private String head() {
            StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: engine\r\n");
            if (bodyType != null) {
                head.append("Content-Type: ").append(bodyType).append("\r\nTransfer-Encoding: chunked\r\n");
            } else if (!method.equals("GET")) {
                head.append("Content-Length: 0\r\n");
            }
            head.append(upgrade ? "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n" : "Connection: close\r\n\r\n");
            return head.toString();
        }
    }

    /** Sends it and reads the head of the answer; its body is still to come. */
    static HttpExchange open(Path socket, Request request, Source body, Deadline deadline) throws IOException {
        HttpExchange exchange = new HttpExchange(UnixSocket.connect(socket, deadline));
        try {
            exchange.send(request, body);
            return exchange;
        } catch (IOException | RuntimeException e) {
            exchange.closeAfter(e);
            throw e;
        }
    }

    private void send(Request request, Source body) throws IOException {
        IOException notTaken = null;
        try {
            OutputStream out = socket.output();
            out.write(request.head().getBytes(StandardCharsets.ISO_8859_1));
            if (request.bodyType() != null) {
                ChunkedOutput chunks = new ChunkedOutput(out);
                body.writeTo(chunks);
                chunks.close();
            }
        } catch (IOException e) {
            // An engine that refuses need not take the whole body before it says why.
            notTaken = e;
        }
        try {
            head = HttpHead.read(in);
            while (head.status() == 100) {
                head = HttpHead.read(in);
            }
        } catch (IOException e) {
            if (notTaken != null) {
                notTaken.addSuppressed(e);
                throw notTaken;
            }
            throw e;
        }
        if (notTaken != null && head.status() < 400) {
            throw notTaken;
        }
    }

    HttpHead head() {
        return head;
    }

    InputStream body() throws IOException {
        if (head.bodiless()) {
            return InputStream.nullInputStream();
        }
        if (head.chunked()) {
            return new ChunkedInput(in);
        }
        String length = head.header("Content-Length").orElse("");
        if (length.isEmpty()) {
            return in;
        }
        try {
            return new SizedInput(in, Math.max(0, Long.parseLong(length)));
        } catch (NumberFormatException e) {
            throw new EngineException(Code.PROTOCOL, "the length of the engine's answer is no number", e);
        }
    }

    /** The connection itself, after an upgrade: what was read ahead comes first. */
    InputStream raw() {
        return in;
    }

    OutputStream out() {
        return socket.output();
    }

    void deadline(Deadline deadline) {
        socket.deadline(deadline);
    }

    private void closeAfter(Exception cause) {
        try {
            close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
