package dev.atelier.engine.synthetic;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.lib.codecs.api.Picture;

/** Paints square rings in four colours of the prompt, with a wave over them. */
final class Painter {
    static final int SIDE = 512;

    private static final int CENTRE = SIDE / 2;
    private static final int LAST_COLOUR = 3;
    private static final int ROWS_BETWEEN_REPORTS = 64;

    private Painter() {}

    /** The upper left part of the picture, {@code side} pixels wide and high. */
    static Picture paint(String prompt, int side, JobContext context) throws EngineException {
        Digest digest = Digest.of(prompt);
        double[] sine = new double[side];
        double[] cosine = new double[side];
        for (int i = 0; i < side; i++) {
            // StrictMath, so that every machine paints the same picture.
            sine[i] = StrictMath.sin(i / 24.0);
            cosine[i] = StrictMath.cos(i / 24.0);
        }
        int[] argb = new int[side * side];
        for (int y = 0; y < side; y++) {
            if (y % ROWS_BETWEEN_REPORTS == 0) {
                context.checkCancelled();
                context.progress(0.5 * y / side, "painting");
            }
            for (int x = 0; x < side; x++) {
                argb[y * side + x] = pixel(digest, x, y, 12 * (sine[x] + cosine[y]));
            }
        }
        return new Picture(side, side, argb);
    }

    private static int pixel(Digest digest, int x, int y, double phase) {
        int ring = 6 * Math.max(Math.abs(x - CENTRE), Math.abs(y - CENTRE)) / CENTRE;
        int colour = 3 * Math.min(ring, LAST_COLOUR);
        return 0xff000000
                | lit(digest.at(colour), phase) << 16
                | lit(digest.at(colour + 1), phase * 0.7) << 8
                | lit(digest.at(colour + 2), phase * 1.3);
    }

    /** A negative wave wraps around to nearly full light instead of darkening. */
    private static int lit(int base, double wave) {
        return Math.min(255, base + ((int) wave & 0xff));
    }
}
