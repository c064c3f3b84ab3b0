package dev.atelier.engine.onnx.picture;

import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Resize;
import java.util.Arrays;

/** A picture as networks have it: one plane of numbers after the other. */
public final class Planes {
    public static final int RGB = 3;

    private final int count;
    private final int width;
    private final int height;
    private final float[] values;

    public Planes(int count, int width, int height, float[] values) {
        if (values.length != count * width * height) {
            throw new IllegalArgumentException(
                    values.length + " values are not " + count + " planes of " + width + " x " + height);
        }
        this.count = count;
        this.width = width;
        this.height = height;
        this.values = values;
    }

    /** Red, green and blue from 0 to 1; what is transparent is taken as it would be without that. */
    public static Planes of(Picture picture) {
        return of(picture, new Mask.Box(0, 0, picture.width(), picture.height()));
    }

    /** The same of a part of it, which has to lie inside. */
    public static Planes of(Picture picture, Mask.Box part) {
        int size = part.width() * part.height();
        float[] values = new float[RGB * size];
        int to = 0;
        for (int y = part.top(); y < part.top() + part.height(); y++) {
            int from = y * picture.width() + part.left();
            for (int x = 0; x < part.width(); x++, from++, to++) {
                int argb = picture.argb()[from];
                values[to] = (argb >>> 16 & 0xff) / 255f;
                values[size + to] = (argb >>> 8 & 0xff) / 255f;
                values[2 * size + to] = (argb & 0xff) / 255f;
            }
        }
        return new Planes(RGB, part.width(), part.height(), values);
    }

    public int count() {
        return count;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Shared, not copied. */
    public float[] values() {
        return values;
    }

    /** Each number by a factor, and something added to it. */
    public Planes times(float factor, float more) {
        float[] changed = new float[values.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = values[i] * factor + more;
        }
        return new Planes(count, width, height, changed);
    }

    public Planes resized(int newWidth, int newHeight) {
        return newWidth == width && newHeight == height
                ? this
                : new Planes(count, newWidth, newHeight, Resize.of(values, width, height, newWidth, newHeight));
    }

    /** A part of it. What lies outside is as the nearest pixel inside. */
    public Planes cut(int left, int top, int newWidth, int newHeight) {
        float[] cut = new float[count * newWidth * newHeight];
        int at = 0;
        for (int plane = 0; plane < count; plane++) {
            for (int y = 0; y < newHeight; y++) {
                int row = (plane * height + within(top + y, height)) * width;
                for (int x = 0; x < newWidth; x++) {
                    cut[at++] = values[row + within(left + x, width)];
                }
            }
        }
        return new Planes(count, newWidth, newHeight, cut);
    }

    private static int within(int place, int length) {
        return Math.max(0, Math.min(length - 1, place));
    }

    /** Of numbers from 0 to 1; what goes beyond is cut off. */
    public Picture picture() {
        int size = width * height;
        int[] argb = new int[size];
        Arrays.fill(argb, 0xff000000);
        for (int plane = 0; plane < RGB; plane++) {
            int from = count == 1 ? 0 : plane * size;
            int shift = 16 - 8 * plane;
            for (int i = 0; i < size; i++) {
                argb[i] |= level(values[from + i]) << shift;
            }
        }
        return new Picture(width, height, argb);
    }

    private static int level(float value) {
        return Math.max(0, Math.min(255, Math.round(value * 255)));
    }
}
