package dev.atelier.lib.codecs.internal.webp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Packs bits, lowest first. */
final class BitWriter {
    private byte[] bytes;
    private int size;
    private long pending;
    private int pendingBits;

    BitWriter(int expectedBytes) {
        bytes = new byte[Math.max(64, expectedBytes)];
    }

    /** Appends the lowest {@code count} bits of the value; at most 32. */
    void put(int value, int count) {
        pending |= (value & ((1L << count) - 1)) << pendingBits;
        pendingBits += count;
        while (pendingBits >= Byte.SIZE) {
            append((byte) pending);
            pending >>>= Byte.SIZE;
            pendingBits -= Byte.SIZE;
        }
    }

    void flag(boolean set) {
        put(set ? 1 : 0, 1);
    }

    /** Full bytes so far; a started byte counts as one. */
    int byteLength() {
        return size + (pendingBits > 0 ? 1 : 0);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
        if (pendingBits > 0) {
            out.write((int) pending);
        }
    }

    private void append(byte value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = value;
    }
}
