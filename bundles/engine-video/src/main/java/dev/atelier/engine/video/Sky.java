package dev.atelier.engine.video;

import java.util.ArrayList;
import java.util.List;

/** A gradient in which wide lights wander. Worked out on a coarse grid: it has no edges that would show it. */
final class Sky {
    private static final int CELL = 8;
    private static final int LIGHTS = 3;
    /** Breaks up the bands that wide gradients have: one of 16 thresholds by place. */
    private static final int[] DITHER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

    private final Palette palette;
    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final float[][] grid;
    private final List<Light> lights = new ArrayList<>();

    Sky(Palette palette, int width, int height, Chance chance) {
        this.palette = palette;
        this.width = width;
        this.height = height;
        this.columns = (width + CELL - 1) / CELL + 1;
        this.rows = (height + CELL - 1) / CELL + 1;
        this.grid = new float[3][columns * rows];
        for (int i = 0; i < LIGHTS; i++) {
            lights.add(Light.by(chance));
        }
    }

    /** A soft round light on its way; places and sizes in parts of the picture. */
    private record Light(
            double x, double y, double wide, double high, double pace, double phase, double size, double strength) {
        static Light by(Chance chance) {
            return new Light(
                    chance.between(0.15, 0.85),
                    chance.between(0.1, 0.6),
                    chance.between(0.08, 0.25),
                    chance.between(0.04, 0.15),
                    chance.between(0.25, 0.7),
                    chance.between(0, 2 * Math.PI),
                    chance.between(0.18, 0.4),
                    chance.between(0.35, 0.8));
        }

        double at(double px, double py, double seconds) {
            double dx = px - (x + wide * Math.sin(pace * seconds + phase));
            double dy = py - (y + high * Math.cos(pace * 0.8 * seconds + phase));
            double far = (dx * dx + dy * dy) / (size * size);
            return far >= 1 ? 0 : strength * (1 - far) * (1 - far);
        }
    }

    void draw(double seconds, int[] pixels) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                cell(row * columns + column, (double) column * CELL / width, (double) row * CELL / height, seconds);
            }
        }
        for (int y = 0; y < height; y++) {
            int row = y / CELL;
            float down = (float) (y % CELL) / CELL;
            for (int x = 0; x < width; x++) {
                int at = row * columns + x / CELL;
                float right = (float) (x % CELL) / CELL;
                float dither = DITHER[(y & 3) * 4 + (x & 3)] / 16f;
                pixels[y * width + x] = channel(0, at, right, down, dither) << 16
                        | channel(1, at, right, down, dither) << 8
                        | channel(2, at, right, down, dither);
            }
        }
    }

    private void cell(int at, double x, double y, double seconds) {
        double slope = y + 0.06 * Math.sin(2.2 * x + 0.35 * seconds);
        int base = Colours.mix(palette.top(), palette.horizon(), Math.pow(Math.max(0, slope), 1.25));
        double lit = 0;
        for (Light light : lights) {
            lit += light.at(x, y, seconds);
        }
        lit = Math.min(1, lit);
        for (int c = 0; c < 3; c++) {
            int shift = 16 - 8 * c;
            int from = base >>> shift & 0xff;
            int to = palette.glow() >>> shift & 0xff;
            grid[c][at] = (float) (from + (to - from) * lit);
        }
    }

    private int channel(int c, int at, float right, float down, float dither) {
        float[] values = grid[c];
        float upper = values[at] + (values[at + 1] - values[at]) * right;
        float lower = values[at + columns] + (values[at + columns + 1] - values[at + columns]) * right;
        int value = (int) (upper + (lower - upper) * down + dither);
        return value > 255 ? 255 : value;
    }
}
