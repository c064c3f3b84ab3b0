package dev.atelier.lib.codecs.internal.webp;

/** Numbers from 1 as a prefix symbol that tells the magnitude, and extra bits that tell the rest. */
final class Prefix {
    private Prefix() {}

    static int of(int number) {
        int value = number - 1;
        if (value < 4) {
            return value;
        }
        int top = top(value);
        return 2 * top + (value >> (top - 1) & 1);
    }

    static void putExtra(int number, BitWriter bits) {
        int value = number - 1;
        if (value >= 4) {
            bits.put(value, top(value) - 1);
        }
    }

    private static int top(int value) {
        return 31 - Integer.numberOfLeadingZeros(value);
    }
}
