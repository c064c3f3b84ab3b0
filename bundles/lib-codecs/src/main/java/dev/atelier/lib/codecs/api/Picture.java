package dev.atelier.lib.codecs.api;

/** A decoded picture: pixels packed {@code 0xAARRGGBB}, row by row. The array is shared, not copied. */
public final class Picture {
    private final int width;
    private final int height;
    private final int[] argb;

    public Picture(int width, int height, int[] argb) {
        if (width < 1 || height < 1 || argb.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "not a picture: " + width + " x " + height + ", " + argb.length + " pixels");
        }
        this.width = width;
        this.height = height;
        this.argb = argb;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public int[] argb() {
        return argb;
    }

    /** Whether no pixel lets anything shine through. */
    public boolean opaque() {
        for (int pixel : argb) {
            if (pixel >>> 24 != 0xff) {
                return false;
            }
        }
        return true;
    }
}
