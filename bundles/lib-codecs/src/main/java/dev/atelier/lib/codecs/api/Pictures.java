package dev.atelier.lib.codecs.api;

import dev.atelier.lib.codecs.internal.png.PngWriter;
import dev.atelier.lib.codecs.internal.read.PictureReader;
import dev.atelier.lib.codecs.internal.webp.WebpWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Writes and reads pictures. Pixels are packed {@code 0xAARRGGBB}, row by row. Writing touches no AWT class, so a
 * worker that only makes pictures never loads the desktop module. Streams are flushed, not closed.
 */
public final class Pictures {
    /** Pictures with more pixels are refused before they are decoded. */
    public static final long MAX_PIXELS = 64_000_000;

    private Pictures() {}

    public static void writePng(Picture picture, OutputStream out) throws IOException {
        PngWriter.write(picture, out);
    }

    /** Lossless. The same picture always becomes the same bytes. No side may be longer than 16384 pixels. */
    public static void writeWebp(Picture picture, OutputStream out) throws IOException {
        WebpWriter.write(picture, out);
    }

    /**
     * Reads PNG, JPEG, WebP, GIF (first frame) or BMP, scaled down so that no side is longer than {@code maxSide}.
     *
     * @throws IOException when the file is none of these, damaged, or has more than {@link #MAX_PIXELS}
     */
    public static Picture readScaled(Path file, int maxSide) throws IOException {
        return PictureReader.read(file, maxSide);
    }

    /**
     * The same for pictures in which something thin counts, such as masks: each new pixel is the brightest of those it
     * stands for, however many they are.
     */
    public static Picture readBrightest(Path file, int maxSide) throws IOException {
        return PictureReader.readBrightest(file, maxSide);
    }
}
