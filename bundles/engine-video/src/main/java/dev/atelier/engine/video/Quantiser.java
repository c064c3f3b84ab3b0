package dev.atelier.engine.video;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Chooses 256 colours for a picture by halving the box of colours that holds most, again and again. */
final class Quantiser {
    static final int COLOURS = 256;

    private static final int BITS = 5;
    private static final int CELLS = 1 << (3 * BITS);

    private final int[] counts = new int[CELLS];
    private final byte[] nearest = new byte[CELLS];
    private final int[] palette = new int[COLOURS];

    /** Cells of colours, of which none has more than 32 a side; {@code from} and {@code to} are places in the list. */
    private record Box(int from, int to, long count, int axis, int spread) {}

    int[] palette() {
        return palette;
    }

    /** For each pixel the number of its colour. The palette is that of this picture until the next. */
    byte[] reduce(int[] pixels) {
        Arrays.fill(counts, 0);
        for (int pixel : pixels) {
            counts[cell(pixel)]++;
        }
        choose();
        byte[] numbers = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            numbers[i] = nearest[cell(pixels[i])];
        }
        return numbers;
    }

    private void choose() {
        Arrays.fill(palette, 0);
        Integer[] cells = used();
        List<Box> boxes = new ArrayList<>();
        boxes.add(box(cells, 0, cells.length));
        while (boxes.size() < COLOURS) {
            Box widest = boxes.stream()
                    .filter(box -> box.spread() > 0)
                    .max(Comparator.comparingDouble(box -> Math.log1p((double) box.count()) * box.spread()))
                    .orElse(null);
            if (widest == null) {
                break;
            }
            boxes.remove(widest);
            int middle = split(cells, widest);
            boxes.add(box(cells, widest.from(), middle));
            boxes.add(box(cells, middle, widest.to()));
        }
        for (int i = 0; i < boxes.size(); i++) {
            paint(cells, boxes.get(i), i);
        }
    }

    private Integer[] used() {
        List<Integer> cells = new ArrayList<>();
        for (int cell = 0; cell < CELLS; cell++) {
            if (counts[cell] > 0) {
                cells.add(cell);
            }
        }
        return cells.toArray(Integer[]::new);
    }

    private Box box(Integer[] cells, int from, int to) {
        long count = 0;
        int axis = 0;
        int spread = -1;
        for (int i = from; i < to; i++) {
            count += counts[cells[i]];
        }
        for (int candidate = 0; candidate < 3; candidate++) {
            int least = 31;
            int most = 0;
            for (int i = from; i < to; i++) {
                least = Math.min(least, part(cells[i], candidate));
                most = Math.max(most, part(cells[i], candidate));
            }
            if (most - least > spread) {
                spread = most - least;
                axis = candidate;
            }
        }
        return new Box(from, to, count, axis, spread);
    }

    /** Sorts the cells of the box along its longest side; the place at which half the pixels are passed. */
    private int split(Integer[] cells, Box box) {
        Arrays.sort(cells, box.from(), box.to(), Comparator.comparingInt(cell -> part(cell, box.axis())));
        long passed = 0;
        for (int i = box.from(); i < box.to() - 1; i++) {
            passed += counts[cells[i]];
            if (2 * passed >= box.count()) {
                return i + 1;
            }
        }
        return box.to() - 1;
    }

    private void paint(Integer[] cells, Box box, int number) {
        double[] sums = new double[3];
        for (int i = box.from(); i < box.to(); i++) {
            for (int c = 0; c < 3; c++) {
                sums[c] += (double) counts[cells[i]] * (part(cells[i], c) * 255.0 / 31);
            }
            nearest[cells[i]] = (byte) number;
        }
        palette[number] =
                Colours.rgb(sums[0] / box.count() + 0.5, sums[1] / box.count() + 0.5, sums[2] / box.count() + 0.5);
    }

    private static int cell(int pixel) {
        return ((pixel >>> 9) & 0x7c00) | ((pixel >>> 6) & 0x3e0) | ((pixel >>> 3) & 0x1f);
    }

    private static int part(int cell, int axis) {
        return cell >>> (10 - 5 * axis) & 31;
    }
}
