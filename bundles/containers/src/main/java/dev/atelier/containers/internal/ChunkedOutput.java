package dev.atelier.containers.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A body of unknown length on its way out. Closing ends the body, not the connection. */
final class ChunkedOutput extends OutputStream {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final OutputStream out;
    private final byte[] held = new byte[32 << 10];
    private int size;
    private boolean ended;

    ChunkedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, held.length - size);
            System.arraycopy(bytes, from, held, size, count);
            size += count;
            from += count;
            left -= count;
            if (size == held.length) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (size > 0) {
            out.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(held, 0, size);
            out.write(LINE_END);
            size = 0;
        }
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            ended = true;
            flush();
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
