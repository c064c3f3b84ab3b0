package dev.atelier.lib.codecs.internal.webp;

/** The guesses of the format this encoder uses; the format knows a few more. */
enum Predictor {
    LEFT(1) {
        @Override
        int guess(int left, int top, int corner) {
            return left;
        }
    },
    TOP(2) {
        @Override
        int guess(int left, int top, int corner) {
            return top;
        }
    },
    AVERAGE(7) {
        @Override
        int guess(int left, int top, int corner) {
            return Argb.average(left, top);
        }
    },
    SELECT(11) {
        @Override
        int guess(int left, int top, int corner) {
            return distance(top, corner) < distance(left, corner) ? left : top;
        }
    },
    GRADIENT(12) {
        @Override
        int guess(int left, int top, int corner) {
            return clamped(left, top, corner, 24)
                    | clamped(left, top, corner, 16)
                    | clamped(left, top, corner, 8)
                    | clamped(left, top, corner, 0);
        }
    };

    private final int mode;

    Predictor(int mode) {
        this.mode = mode;
    }

    /** The number the format gives it. */
    int mode() {
        return mode;
    }

    abstract int guess(int left, int top, int corner);

    private static int distance(int a, int b) {
        return Math.abs((a >>> 24) - (b >>> 24))
                + Math.abs((a >> 16 & 255) - (b >> 16 & 255))
                + Math.abs((a >> 8 & 255) - (b >> 8 & 255))
                + Math.abs((a & 255) - (b & 255));
    }

    private static int clamped(int left, int top, int corner, int shift) {
        int sum = (left >>> shift & 255) + (top >>> shift & 255) - (corner >>> shift & 255);
        return Math.max(0, Math.min(255, sum)) << shift;
    }
}
