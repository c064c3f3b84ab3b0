package dev.atelier.engine.host.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the end of what is read through it. */
final class Tail extends FilterInputStream {
    private final byte[] ring;
    private long count;

    Tail(InputStream in, int size) {
        super(in);
        this.ring = new byte[size];
    }

    @Override
    public int read() throws IOException {
        int c = super.read();
        if (c >= 0) {
            keep(new byte[] {(byte) c}, 0, 1);
        }
        return c;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (n > 0) {
            keep(bytes, offset, n);
        }
        return n;
    }

    private synchronized void keep(byte[] bytes, int offset, int length) {
        for (int i = Math.max(0, length - ring.length); i < length; i++) {
            ring[(int) ((count + i) % ring.length)] = bytes[offset + i];
        }
        count += length;
    }

    /** From the first whole line on, when the beginning is gone. */
    synchronized String text() {
        int length = (int) Math.min(count, ring.length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((count - length + i) % ring.length)];
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        int line = count > ring.length ? text.indexOf('\n') + 1 : 0;
        return text.substring(line).replace('\r', '\n');
    }
}
