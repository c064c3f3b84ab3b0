package dev.atelier.engine.onnx.picture;

import dev.atelier.lib.codecs.api.Picture;
import java.util.Optional;

/** Which pixels of a picture are to change: the white ones. */
public final class Mask {
    private static final int WHITE_ABOVE = 128;

    private final int width;
    private final int height;
    private final boolean[] white;

    private Mask(int width, int height, boolean[] white) {
        this.width = width;
        this.height = height;
        this.white = white;
    }

    public static Mask of(Picture picture) {
        int[] argb = picture.argb();
        boolean[] white = new boolean[argb.length];
        for (int i = 0; i < white.length; i++) {
            white[i] = brightness(argb[i]) > WHITE_ABOVE;
        }
        return new Mask(picture.width(), picture.height(), white);
    }

    private static int brightness(int argb) {
        return (299 * (argb >>> 16 & 0xff) + 587 * (argb >>> 8 & 0xff) + 114 * (argb & 0xff)) / 1000;
    }

    /** Everything may change. */
    public static Mask all(int width, int height) {
        boolean[] white = new boolean[width * height];
        java.util.Arrays.fill(white, true);
        return new Mask(width, height, white);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public boolean at(int x, int y) {
        return white[y * width + x];
    }

    /** A rectangle. */
    public record Box(int left, int top, int width, int height) {}

    /** The smallest one with all that is white in it; empty when nothing is. */
    public Optional<Box> box() {
        int left = width;
        int right = -1;
        int top = height;
        int bottom = -1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (at(x, y)) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = y;
                }
            }
        }
        return right < 0 ? Optional.empty() : Optional.of(new Box(left, top, right - left + 1, bottom - top + 1));
    }

    public Mask cut(Box box) {
        boolean[] cut = new boolean[box.width() * box.height()];
        for (int y = 0; y < box.height(); y++) {
            for (int x = 0; x < box.width(); x++) {
                cut[y * box.width() + x] = at(box.left() + x, box.top() + y);
            }
        }
        return new Mask(box.width(), box.height(), cut);
    }

    /** 1 where it is white. */
    public Planes plane() {
        float[] values = new float[white.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = white[i] ? 1 : 0;
        }
        return new Planes(1, width, height, values);
    }

    /** In another size. However small, what is thin stays: a pixel is white when any is that it stands for. */
    public Mask resized(int newWidth, int newHeight) {
        Mask fitting = anyOf(Math.min(width, newWidth), Math.min(height, newHeight));
        if (newWidth == fitting.width && newHeight == fitting.height) {
            return fitting;
        }
        float[] values = fitting.plane().resized(newWidth, newHeight).values();
        boolean[] resized = new boolean[values.length];
        for (int i = 0; i < resized.length; i++) {
            resized[i] = values[i] > 0.5f;
        }
        return new Mask(newWidth, newHeight, resized);
    }

    private Mask anyOf(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        boolean[] any = new boolean[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                any[y * newWidth + x] = any(
                        begin(x, width, newWidth),
                        begin(y, height, newHeight),
                        end(x, width, newWidth),
                        end(y, height, newHeight));
            }
        }
        return new Mask(newWidth, newHeight, any);
    }

    private static int begin(int place, int length, int newLength) {
        return (int) ((long) place * length / newLength);
    }

    private static int end(int place, int length, int newLength) {
        return (int) (((place + 1L) * length + newLength - 1) / newLength);
    }

    private boolean any(int left, int top, int right, int bottom) {
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                if (at(x, y)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** One value for each square of so many pixels: 1 when any of them is white. */
    public float[] squares(int side, int columns, int rows) {
        float[] squares = new float[columns * rows];
        for (int y = 0; y < Math.min(height, rows * side); y++) {
            for (int x = 0; x < Math.min(width, columns * side); x++) {
                if (at(x, y)) {
                    squares[y / side * columns + x / side] = 1;
                }
            }
        }
        return squares;
    }
}
