package dev.atelier.lib.codecs.api;

import java.util.Arrays;

/** Another size, larger or smaller: each new pixel is the mean of those around its place, the nearer the more. */
public final class Resize {
    private Resize() {}

    /** The weights of one new row or column. */
    private static final class Reach {
        private final int from;
        private final float[] weights;

        Reach(double centre, double support, int before) {
            this.from = Math.max(0, (int) Math.floor(centre - support));
            this.weights = new float[Math.min(before, (int) Math.ceil(centre + support)) - from];
            float sum = 0;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) Math.max(0, 1 - Math.abs(from + i + 0.5 - centre) / support);
                sum += weights[i];
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= sum;
            }
        }

        static Reach[] all(int before, int after) {
            double ratio = (double) before / after;
            Reach[] all = new Reach[after];
            for (int i = 0; i < after; i++) {
                all[i] = new Reach((i + 0.5) * ratio, Math.max(1, ratio), before);
            }
            return all;
        }
    }

    /** All of it opaque, unless the size is the same: then it is the same picture. */
    public static Picture of(Picture picture, int width, int height) {
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        int[] argb = new int[width * height];
        Arrays.fill(argb, 0xff000000);
        for (int shift = 0; shift <= 16; shift += 8) { // so that the numbers of only one colour are in memory
            float[] colour = of(colour(picture.argb(), shift), picture.width(), picture.height(), width, height);
            for (int i = 0; i < argb.length; i++) {
                argb[i] |= Math.max(0, Math.min(255, Math.round(colour[i] * 255))) << shift;
            }
        }
        return new Picture(width, height, argb);
    }

    private static float[] colour(int[] argb, int shift) {
        float[] values = new float[argb.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (argb[i] >>> shift & 0xff) / 255f;
        }
        return values;
    }

    /**
     * The same of numbers.
     *
     * @param values row by row, of one plane after the other
     */
    public static float[] of(float[] values, int width, int height, int toWidth, int toHeight) {
        if (width == toWidth && height == toHeight) {
            return values;
        }
        int planes = values.length / (width * height);
        if (planes * width * height != values.length) {
            throw new IllegalArgumentException(values.length + " values are no planes of " + width + " x " + height);
        }
        float[] resized = new float[planes * toWidth * toHeight];
        Reach[] down = Reach.all(height, toHeight);
        Reach[] across = Reach.all(width, toWidth);
        float[] row = new float[width];
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < toHeight; y++) {
                row(values, plane * height, down[y], row);
                for (int x = 0; x < toWidth; x++) {
                    resized[at++] = mean(row, across[x]);
                }
            }
        }
        return resized;
    }

    private static void row(float[] values, int top, Reach reach, float[] row) {
        Arrays.fill(row, 0);
        for (int k = 0; k < reach.weights.length; k++) {
            int from = (top + reach.from + k) * row.length;
            for (int x = 0; x < row.length; x++) {
                row[x] += reach.weights[k] * values[from + x];
            }
        }
    }

    private static float mean(float[] row, Reach reach) {
        float sum = 0;
        for (int k = 0; k < reach.weights.length; k++) {
            sum += reach.weights[k] * row[reach.from + k];
        }
        return sum;
    }
}
