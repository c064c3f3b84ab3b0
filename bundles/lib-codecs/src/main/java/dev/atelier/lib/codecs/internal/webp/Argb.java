package dev.atelier.lib.codecs.internal.webp;

/** Arithmetic on packed pixels, each channel on its own and modulo 256. */
final class Argb {
    static final int OPAQUE_BLACK = 0xff000000;

    private static final int ALPHA_GREEN = 0xff00ff00;
    private static final int RED_BLUE = 0x00ff00ff;

    private Argb() {}

    static int subtract(int a, int b) {
        // The constants keep a borrow of one channel from reaching the next.
        int alphaGreen = RED_BLUE + (a & ALPHA_GREEN) - (b & ALPHA_GREEN);
        int redBlue = ALPHA_GREEN + (a & RED_BLUE) - (b & RED_BLUE);
        return (alphaGreen & ALPHA_GREEN) | (redBlue & RED_BLUE);
    }

    static void subtractGreen(int[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            int green = pixels[i] >> 8 & 255;
            pixels[i] = subtract(pixels[i], green << 16 | green);
        }
    }

    /** Half the sum of both, rounded down. */
    static int average(int a, int b) {
        return (a & b) + (((a ^ b) & 0xfefefefe) >>> 1);
    }

    /** Sum over the channels of how far the residual is from none, in either direction. */
    static int weight(int residual) {
        return Math.abs((byte) (residual >> 24))
                + Math.abs((byte) (residual >> 16))
                + Math.abs((byte) (residual >> 8))
                + Math.abs((byte) residual);
    }
}
