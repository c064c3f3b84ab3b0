package dev.atelier.engine.video;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The compression of GIF, for pictures of 256 colours. */
final class Lzw {
    private static final int BITS = 8;
    private static final int CLEAR = 1 << BITS;
    private static final int END = CLEAR + 1;
    private static final int MOST_BITS = 12;
    private static final int MOST_CODES = 1 << MOST_BITS;
    private static final int SLOTS = 1 << 14;
    private static final int BLOCK = 255;

    private final OutputStream out;
    private final int[] keys = new int[SLOTS];
    private final short[] codes = new short[SLOTS];
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private int next;
    private int size;
    private int bits;
    private int count;

    private Lzw(OutputStream out) {
        this.out = out;
    }

    static void write(byte[] numbers, OutputStream out) throws IOException {
        out.write(BITS);
        new Lzw(out).write(numbers);
        out.write(0);
    }

    private void write(byte[] numbers) throws IOException {
        clear();
        int known = numbers[0] & 0xff;
        for (int i = 1; i < numbers.length; i++) {
            int number = numbers[i] & 0xff;
            int slot = slot(known << BITS | number);
            if (keys[slot] >= 0) {
                known = codes[slot];
                continue;
            }
            put(known);
            if (next < MOST_CODES) {
                keys[slot] = known << BITS | number;
                codes[slot] = (short) next++;
                size = next - 1 == 1 << size ? size + 1 : size;
            } else {
                clear();
            }
            known = number;
        }
        put(known);
        if (next == 1 << size && size < MOST_BITS) {
            size++; // a reader has just met the code that needs it
        }
        put(END);
        if (count > 0) {
            put((byte) bits);
        }
        flush();
    }

    private void clear() throws IOException {
        Arrays.fill(keys, -1);
        if (size == 0) {
            size = BITS + 1;
        }
        put(CLEAR);
        size = BITS + 1;
        next = END + 1;
    }

    private int slot(int key) {
        int slot = (key * 0x9e3779b1) >>> 18;
        while (keys[slot] >= 0 && keys[slot] != key) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }

    private void put(int code) throws IOException {
        bits |= code << count;
        count += size;
        while (count >= BITS) {
            put((byte) bits);
            bits >>>= BITS;
            count -= BITS;
        }
    }

    private void put(byte value) throws IOException {
        block[filled++] = value;
        if (filled == BLOCK) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (filled > 0) {
            out.write(filled);
            out.write(block, 0, filled);
            filled = 0;
        }
    }
}
