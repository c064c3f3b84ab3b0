package dev.atelier.lib.codecs.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Writes and reads pictures. Pixels are packed {@code 0xAARRGGBB}, row by row. */
public final class Pictures {
    private Pictures() {}

    public static void writePng(Picture picture, OutputStream out) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Lossless. */
    public static void writeWebp(Picture picture, OutputStream out) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Reads PNG, JPEG, WebP, GIF (first frame) or BMP, scaled down so that no side is longer than {@code maxSide}. */
    public static Picture readScaled(Path file, int maxSide) throws IOException {
        throw new UnsupportedOperationException();
    }
}
