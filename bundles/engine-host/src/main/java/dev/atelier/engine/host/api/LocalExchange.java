package dev.atelier.engine.host.api;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request to a server program and its answer. Written and read by one thread; any may close it, which ends that at
 * once, whatever it is at.
 */
public final class LocalExchange implements Closeable {
    private static final int CONNECT_MS = 2_000;
    private static final int MOST_HEAD = 64 * 1024;

    /** A server that does not take a request for so long is wedged, however patient the caller is with its answer. */
    private static final Duration SENDING = Duration.ofSeconds(30);

    private final Socket socket;
    private final int port;
    private final byte[] head;
    private final byte @Nullable [] json;
    private final Duration sending;
    private InputStream in = InputStream.nullInputStream();
    private final Map<String, String> headers = new HashMap<>();
    private int status;
    private @Nullable InputStream body;

    /** @param socket not connected yet */
    LocalExchange(Socket socket, int port, byte[] head, byte @Nullable [] json, Duration silence) {
        this.socket = socket;
        this.port = port;
        this.head = head;
        this.json = json;
        this.sending = silence.compareTo(SENDING) < 0 ? silence : SENDING;
    }

    /** Sends, and reads all of the answer. */
    public LocalHttp.Reply reply(Duration limit, int mostBytes) throws IOException {
        return within(limit, "did not answer", () -> new LocalHttp.Reply(status(), all(mostBytes)));
    }

    /** Sends, and waits for the head of the answer. */
    public int status() throws IOException {
        if (status == 0) {
            within(sending, "did not take the request", this::send);
            int code = readStatus();
            while (code / 100 == 1) {
                code = readStatus();
            }
            status = code;
        }
        return status;
    }

    /** What the server says, as it says it. */
    public InputStream body() throws IOException {
        status();
        InputStream known = body;
        if (known == null) {
            String length = headers.get("content-length");
            known = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"))
                    ? new Chunked()
                    : length == null ? in : new Counted(Long.parseLong(length));
            body = known;
        }
        return known;
    }

    /** All of it. */
    public byte[] all(int mostBytes) throws IOException {
        byte[] bytes = body().readNBytes(mostBytes);
        if (bytes.length == mostBytes && body().read() >= 0) {
            throw new IOException("the server's answer is longer than " + mostBytes + " bytes");
        }
        return bytes;
    }

    /** What takes its time on a socket. */
    private interface Work<R> {
        R done() throws IOException;
    }

    /** A socket knows no limit for writing, nor for an answer that comes byte by byte: closing it ends both. */
    private <R> R within(Duration limit, String complaint, Work<R> work) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> unused = done.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((ended, timeout) -> {
                    if (timeout != null) {
                        abandon();
                    }
                });
        try {
            return work.done();
        } catch (IOException e) {
            if (done.isCompletedExceptionally() || System.nanoTime() >= until) {
                throw (IOException)
                        new SocketTimeoutException("the server " + complaint + " within " + limit.toMillis() + " ms")
                                .initCause(e);
            }
            throw e;
        } finally {
            done.complete(null);
        }
    }

    private InputStream send() throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
        OutputStream out = socket.getOutputStream();
        out.write(head);
        if (json != null) {
            out.write(json);
        }
        out.flush();
        in = new BufferedInputStream(new Heard(socket.getInputStream()), 16 * 1024);
        return in;
    }

    private int readStatus() throws IOException {
        String line = line();
        String[] parts = line.split(" ", 3);
        if (!line.startsWith("HTTP/1.") || parts.length < 2 || !parts[1].matches("\\d{3}")) {
            throw new IOException("the server does not speak HTTP");
        }
        headers.clear();
        int size = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            size += header.length();
            int colon = header.indexOf(':');
            if (size > MOST_HEAD || colon < 0) {
                throw new IOException("the server does not speak HTTP");
            }
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return Integer.parseInt(parts[1]);
    }

    private String line() throws IOException {
        byte[] bytes = new byte[256];
        int length = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server hung up");
            }
            if (length == MOST_HEAD) {
                throw new IOException("the server does not speak HTTP");
            }
            if (length == bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) c;
        }
        int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** {@link #close()}, for who has nobody to tell. */
    public void abandon() {
        try {
            close();
        } catch (IOException e) {
            // a socket that cannot be closed is closed
        }
    }

    /** Says of a server that is silent for too long that it is. */
    private final class Heard extends FilterInputStream {
        Heard(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (SocketTimeoutException e) {
                throw (IOException)
                        new SocketTimeoutException("the server said nothing for " + socket.getSoTimeout() + " ms")
                                .initCause(e);
            }
        }
    }

    /** So many bytes; fewer are an error. */
    private class Counted extends InputStream {
        long left;

        Counted(long length) {
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int n = in.read(bytes, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException("the server hung up");
            }
            left -= n;
            return n;
        }
    }

    /** Pieces, each with its length before it. */
    private final class Chunked extends Counted {
        private boolean first = true;
        private boolean ended;

        Chunked() {
            super(0);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended && length > 0) {
                next();
            }
            return ended && length > 0 ? -1 : super.read(bytes, offset, length);
        }

        private void next() throws IOException {
            if (!first) {
                line();
            }
            first = false;
            String size = line().split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new IOException("the server does not speak HTTP");
            }
            left = Long.parseLong(size, 16);
            ended = left == 0;
        }
    }
}
