package dev.atelier.engine.video;

/** A picture in another size: each new pixel is the mean of those around its place, the nearer the more. */
final class Resize {
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

    static int[] of(int[] pixels, int width, int height, int toWidth, int toHeight) {
        if (width == toWidth && height == toHeight) {
            return pixels;
        }
        float[] rows = new float[width * toHeight * 3];
        Reach[] down = Reach.all(height, toHeight);
        for (int y = 0; y < toHeight; y++) {
            for (int k = 0; k < down[y].weights.length; k++) {
                int from = (down[y].from + k) * width;
                float weight = down[y].weights[k];
                for (int x = 0; x < width; x++) {
                    add(rows, (y * width + x) * 3, pixels[from + x], weight);
                }
            }
        }
        int[] out = new int[toWidth * toHeight];
        Reach[] across = Reach.all(width, toWidth);
        for (int y = 0; y < toHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                out[y * toWidth + x] = sum(rows, y * width + across[x].from, across[x].weights);
            }
        }
        return out;
    }

    private static void add(float[] sums, int at, int pixel, float weight) {
        sums[at] += weight * (pixel >>> 16 & 0xff);
        sums[at + 1] += weight * (pixel >>> 8 & 0xff);
        sums[at + 2] += weight * (pixel & 0xff);
    }

    private static int sum(float[] rows, int from, float[] weights) {
        double red = 0.5;
        double green = 0.5;
        double blue = 0.5;
        for (int k = 0; k < weights.length; k++) {
            int at = (from + k) * 3;
            red += weights[k] * rows[at];
            green += weights[k] * rows[at + 1];
            blue += weights[k] * rows[at + 2];
        }
        return Colours.rgb(red, green, blue);
    }
}
