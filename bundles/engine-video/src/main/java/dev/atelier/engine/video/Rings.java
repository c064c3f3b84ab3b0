package dev.atelier.engine.video;

/** The synthetic picture of a text: square rings in four colours of it, with a wave over them. */
final class Rings {
    static final int SIDE = 512;

    private static final int CENTRE = SIDE / 2;
    private static final int LAST_COLOUR = 3;
    private static final double[] WAVE = new double[SIDE * 2];

    static {
        for (int i = 0; i < SIDE; i++) {
            // StrictMath, so that every machine paints the same picture.
            WAVE[i] = StrictMath.sin(i / 24.0);
            WAVE[SIDE + i] = StrictMath.cos(i / 24.0);
        }
    }

    private Rings() {}

    static int[] of(String text) {
        byte[] digest = Chance.digest(text);
        int[] pixels = new int[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                pixels[y * SIDE + x] = pixel(digest, x, y, 12 * (WAVE[x] + WAVE[SIDE + y]));
            }
        }
        return pixels;
    }

    private static int pixel(byte[] digest, int x, int y, double phase) {
        int ring = 6 * Math.max(Math.abs(x - CENTRE), Math.abs(y - CENTRE)) / CENTRE;
        int colour = 3 * Math.min(ring, LAST_COLOUR);
        return lit(digest[colour], phase) << 16
                | lit(digest[colour + 1], phase * 0.7) << 8
                | lit(digest[colour + 2], phase * 1.3);
    }

    /** A negative wave wraps around to nearly full light instead of darkening. */
    private static int lit(byte base, double wave) {
        return Math.min(255, (base & 0xff) + ((int) wave & 0xff));
    }
}
