package dev.atelier.lib.codecs.internal.webp;

/**
 * A picture as what its neighbours do not tell: the residuals, and for each block the predictor they belong to.
 *
 * @param modes one pixel a block, the predictor's number in its green channel
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Prediction(int[] residuals, int[] modes, int blocksAcross) {
    static final int BLOCK_BITS = 4;

    private static final int BLOCK = 1 << BLOCK_BITS;
    /** Every second row and column of a block is enough to tell which predictor suits it. */
    private static final int SAMPLE = 2;

    private static final Predictor[] PREDICTORS = Predictor.values();

    static Prediction of(int[] pixels, int width, int height) {
        int across = (width + BLOCK - 1) >> BLOCK_BITS;
        int down = (height + BLOCK - 1) >> BLOCK_BITS;
        int[] residuals = new int[pixels.length];
        int[] modes = new int[across * down];
        border(pixels, residuals, width, height);
        for (int block = 0; block < modes.length; block++) {
            int fromX = Math.max(1, (block % across) << BLOCK_BITS);
            int fromY = Math.max(1, (block / across) << BLOCK_BITS);
            int toX = Math.min(width, ((block % across) + 1) << BLOCK_BITS);
            int toY = Math.min(height, ((block / across) + 1) << BLOCK_BITS);
            Predictor predictor = best(pixels, width, fromX, fromY, toX, toY);
            modes[block] = Argb.OPAQUE_BLACK | predictor.mode() << 8;
            fill(predictor, pixels, residuals, width, fromX, fromY, toX, toY);
        }
        return new Prediction(residuals, modes, across);
    }

    /** The format fixes the guesses of the first row and the first column, whatever the mode of the block. */
    private static void border(int[] pixels, int[] residuals, int width, int height) {
        residuals[0] = Argb.subtract(pixels[0], Argb.OPAQUE_BLACK);
        for (int x = 1; x < width; x++) {
            residuals[x] = Argb.subtract(pixels[x], pixels[x - 1]);
        }
        for (int y = 1; y < height; y++) {
            residuals[y * width] = Argb.subtract(pixels[y * width], pixels[(y - 1) * width]);
        }
    }

    private static Predictor best(int[] pixels, int width, int fromX, int fromY, int toX, int toY) {
        Predictor best = Predictor.LEFT;
        long lowest = Long.MAX_VALUE;
        for (Predictor predictor : PREDICTORS) {
            long cost = 0;
            for (int y = fromY; y < toY; y += SAMPLE) {
                for (int i = y * width + fromX, end = y * width + toX; i < end; i += SAMPLE) {
                    cost += Argb.weight(residual(predictor, pixels, i, width));
                }
            }
            if (cost < lowest) {
                lowest = cost;
                best = predictor;
            }
        }
        return best;
    }

    private static void fill(
            Predictor predictor, int[] pixels, int[] residuals, int width, int fromX, int fromY, int toX, int toY) {
        for (int y = fromY; y < toY; y++) {
            for (int i = y * width + fromX, end = y * width + toX; i < end; i++) {
                residuals[i] = residual(predictor, pixels, i, width);
            }
        }
    }

    private static int residual(Predictor predictor, int[] pixels, int i, int width) {
        return Argb.subtract(pixels[i], predictor.guess(pixels[i - 1], pixels[i - width], pixels[i - width - 1]));
    }
}
