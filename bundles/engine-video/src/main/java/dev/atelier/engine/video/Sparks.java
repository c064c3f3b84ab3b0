package dev.atelier.engine.video;

/** Small lights that drift and twinkle. */
final class Sparks {
    private static final int COUNT = 70;

    private final int colour;
    private final int width;
    private final int height;
    private final double[] x = new double[COUNT];
    private final double[] y = new double[COUNT];
    private final double[] size = new double[COUNT];
    private final double[] phase = new double[COUNT];
    private final double drift;
    private final double rise;

    Sparks(int colour, int width, int height, Chance chance) {
        this.colour = Colours.mix(colour, 0xffffff, 0.5);
        this.width = width;
        this.height = height;
        for (int i = 0; i < COUNT; i++) {
            x[i] = chance.between(0, 1);
            y[i] = chance.between(0, 0.75);
            size[i] = chance.between(0.0015, 0.006) * Math.min(width, height);
            phase[i] = chance.between(0, 2 * Math.PI);
        }
        this.drift = chance.between(-0.03, 0.03);
        this.rise = chance.between(-0.02, 0.01);
    }

    void draw(double seconds, int[] pixels) {
        for (int i = 0; i < COUNT; i++) {
            double part = size[i] / (0.006 * Math.min(width, height));
            double px = wrapped(x[i] + drift * part * seconds) * width;
            double py = wrapped(y[i] + rise * part * seconds) * height;
            double light = 0.55 + 0.45 * Math.sin(2.1 * seconds + phase[i]);
            spot(px, py, Math.max(0.8, size[i]), light * (0.35 + 0.5 * part), pixels);
        }
    }

    private void spot(double px, double py, double radius, double light, int[] pixels) {
        int top = Math.max(0, (int) (py - radius));
        int bottom = Math.min(height - 1, (int) (py + radius) + 1);
        int left = Math.max(0, (int) (px - radius));
        int right = Math.min(width - 1, (int) (px + radius) + 1);
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double far = ((column - px) * (column - px) + (row - py) * (row - py)) / (radius * radius);
                if (far < 1) {
                    int at = row * width + column;
                    pixels[at] = Colours.mix256(pixels[at], colour, (int) (256 * light * (1 - far)));
                }
            }
        }
    }

    private static double wrapped(double value) {
        return value - Math.floor(value);
    }
}
