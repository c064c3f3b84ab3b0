package dev.atelier.engine.video;

/** A line of hills that passes by; what is nearer is lower, darker and passes faster. */
final class Hill {
    private static final int WAVES = 3;

    private final int width;
    private final int height;
    private final double level;
    private final double pace;
    private final double[] lengths = new double[WAVES];
    private final double[] heights = new double[WAVES];
    private final double[] phases = new double[WAVES];
    private final int crest;
    private final int foot;

    /** @param near 0 to 1 */
    Hill(Palette palette, double near, int width, int height, Chance chance) {
        this.width = width;
        this.height = height;
        this.level = 0.50 + 0.34 * near;
        this.pace = 0.015 + 0.11 * near * near;
        for (int i = 0; i < WAVES; i++) {
            lengths[i] = chance.between(1.5, 3.5) * (i + 1);
            heights[i] = chance.between(0.02, 0.06) / (i + 1);
            phases[i] = chance.between(0, 2 * Math.PI);
        }
        this.crest = Colours.mix(palette.horizon(), palette.near(), 0.30 + 0.62 * near);
        this.foot = Colours.mix(crest, palette.near(), 0.7);
    }

    void draw(double seconds, int[] pixels) {
        for (int x = 0; x < width; x++) {
            double edge = edge((double) x / width + pace * seconds) * height;
            int from = Math.max(0, (int) edge);
            // The first pixel is covered in part: no stairs along the edge.
            if (from < height) {
                int at = from * width + x;
                pixels[at] = Colours.mix256(pixels[at], crest, (int) (256 * (1 - (edge - from))));
            }
            for (int y = from + 1; y < height; y++) {
                int deep = (int) Math.min(256, 256 * (y - edge) / (height * 0.35));
                pixels[y * width + x] = Colours.mix256(crest, foot, deep);
            }
        }
    }

    private double edge(double x) {
        double y = level;
        for (int i = 0; i < WAVES; i++) {
            y += heights[i] * Math.sin(lengths[i] * x * 2 + phases[i]);
        }
        return Math.max(0, y);
    }
}
