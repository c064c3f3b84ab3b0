package dev.atelier.launcher.cli.io;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer: so many bytes, chunks, or all there is until the line closes. */
final class HttpBody extends InputStream {
    private static final long TO_THE_END = -1;

    private final InputStream line;
    private final boolean chunked;
    private long left;
    private boolean ended;

    private HttpBody(InputStream line, boolean chunked, long left) {
        this.line = line;
        this.chunked = chunked;
        this.left = left;
    }

    static HttpBody chunked(InputStream line) {
        return new HttpBody(line, true, 0);
    }

    static HttpBody ofLength(InputStream line, long length) {
        return new HttpBody(line, false, length);
    }

    static HttpBody toTheEnd(InputStream line) {
        return new HttpBody(line, false, TO_THE_END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        if (left == TO_THE_END) {
            return line.read(into, offset, length);
        }
        if (left == 0 && !nextChunk()) {
            ended = true;
            return -1;
        }
        int count = line.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the answer ended in the middle");
        }
        left -= count;
        if (left == 0 && chunked) {
            readLine(line);
        }
        return count;
    }

    private boolean nextChunk() throws IOException {
        if (!chunked) {
            return false;
        }
        String size = readLine(line);
        int semicolon = size.indexOf(';');
        try {
            left = Long.parseLong((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("the answer is no HTTP: `" + size + "`", e);
        }
        return left > 0;
    }

    /** Without its line end; at most 16 KiB. */
    static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(80);
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the process closed the line without an answer");
        }
        while (next >= 0 && next != '\n') {
            if (next != '\r') {
                bytes.write(next);
            }
            if (bytes.size() > 16_384) {
                throw new IOException("the answer is no HTTP: a line without an end");
            }
            next = in.read();
        }
        return bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
