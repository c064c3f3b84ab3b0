package dev.atelier.lib.codecs.internal.read;

import dev.atelier.lib.codecs.api.Picture;

/** Makes a picture smaller: every new pixel is the brightest of those it touches. Rows come in any order. */
final class BrightestScaler {
    private final int width;
    private final int height;
    private final int toWidth;
    private final int toHeight;
    private final int[] argb;
    private final int[] brightness;

    BrightestScaler(int width, int height, int toWidth, int toHeight) {
        this.width = width;
        this.height = height;
        this.toWidth = toWidth;
        this.toHeight = toHeight;
        this.argb = new int[toWidth * toHeight];
        this.brightness = new int[argb.length];
    }

    void add(int y, int[] row) {
        int top = (int) ((long) y * toHeight / height);
        int bottom = end(y, toHeight, height);
        for (int x = 0; x < width; x++) {
            int bright = 1 + brightness(row[x]); // 0 is where nothing was seen yet
            int right = end(x, toWidth, width);
            for (int to = (int) ((long) x * toWidth / width); to < right; to++) {
                for (int line = top; line < bottom; line++) {
                    int at = line * toWidth + to;
                    if (bright > brightness[at]) {
                        brightness[at] = bright;
                        argb[at] = row[x];
                    }
                }
            }
        }
    }

    /** The new place after the last one that an old place touches. */
    private static int end(int place, int toLength, int length) {
        return (int) (((place + 1L) * toLength + length - 1) / length);
    }

    private static int brightness(int argb) {
        return 299 * (argb >>> 16 & 0xff) + 587 * (argb >>> 8 & 0xff) + 114 * (argb & 0xff);
    }

    Picture picture() {
        return new Picture(toWidth, toHeight, argb);
    }
}
