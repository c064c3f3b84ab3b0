package dev.atelier.lib.codecs.internal.webp;

import java.util.Arrays;

/**
 * Where a picture repeats itself. Looks at the pixel before, the row above and the last place where the same pixels
 * stood: not the best possible parse, but one pass and never slow.
 */
final class Repetitions {
    /** Told of one pixel that is written out. */
    interface Literal {
        void at(int index);
    }

    /** Told of a run that is copied; the distance already is the number the format writes. */
    interface Copy {
        void of(int length, int distanceNumber);
    }

    private static final int MIN_LENGTH = 4;
    private static final int MAX_LENGTH = 4096;
    /** The farthest copy whose number still has a prefix symbol. */
    private static final int MAX_DISTANCE = (1 << 20) - 120;

    private static final int HASH_BITS = 14;
    /** The first numbers name neighbours in the plane; plain distances start after them. */
    private static final int PLANE_NUMBERS = 120;

    private static final int ABOVE = 1;
    private static final int BEFORE = 2;

    private final int size;
    /** Start, length and distance number of each, in order; literals lie between. */
    private int[] copies = new int[3 * 64];

    private int count;

    private Repetitions(int size) {
        this.size = size;
    }

    static Repetitions find(int[] pixels, int width) {
        Repetitions found = new Repetitions(pixels.length);
        int[] lastSeen = new int[1 << HASH_BITS];
        Arrays.fill(lastSeen, -1);
        int i = 0;
        while (i < pixels.length) {
            int bestLength = 0;
            int bestDistance = 0;
            int slot = i + MIN_LENGTH <= pixels.length ? hash(pixels, i) : -1;
            if (slot >= 0) {
                int[] candidates = {1, width, i - lastSeen[slot]};
                for (int distance : candidates) {
                    if (distance > i || distance > MAX_DISTANCE) {
                        continue;
                    }
                    int length = match(pixels, i, distance);
                    if (length > bestLength) {
                        bestLength = length;
                        bestDistance = distance;
                    }
                }
                lastSeen[slot] = i;
            }
            if (bestLength >= MIN_LENGTH) {
                found.add(i, bestLength, number(bestDistance, width));
                i += bestLength;
            } else {
                i++;
            }
        }
        return found;
    }

    void visit(Literal literal, Copy copy) {
        int i = 0;
        for (int k = 0; k < count; k += 3) {
            for (; i < copies[k]; i++) {
                literal.at(i);
            }
            copy.of(copies[k + 1], copies[k + 2]);
            i += copies[k + 1];
        }
        for (; i < size; i++) {
            literal.at(i);
        }
    }

    private void add(int start, int length, int distanceNumber) {
        if (count == copies.length) {
            copies = Arrays.copyOf(copies, count * 2);
        }
        copies[count++] = start;
        copies[count++] = length;
        copies[count++] = distanceNumber;
    }

    private static int match(int[] pixels, int at, int distance) {
        int limit = Math.min(pixels.length - at, MAX_LENGTH);
        int length = 0;
        while (length < limit && pixels[at + length] == pixels[at + length - distance]) {
            length++;
        }
        return length;
    }

    private static int number(int distance, int width) {
        if (distance == width) {
            return ABOVE;
        }
        return distance == 1 ? BEFORE : PLANE_NUMBERS + distance;
    }

    private static int hash(int[] pixels, int i) {
        int mixed = pixels[i];
        for (int k = 1; k < MIN_LENGTH; k++) {
            mixed = mixed * 0x9e3779b1 + pixels[i + k];
        }
        return (mixed * 0x85ebca6b) >>> (32 - HASH_BITS);
    }
}
