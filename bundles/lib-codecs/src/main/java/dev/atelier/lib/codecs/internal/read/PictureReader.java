package dev.atelier.lib.codecs.internal.read;

import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/** Reads a picture of any format known here and hands its rows to the scaler. */
public final class PictureReader {
    /** Pixels this much finer than the target add nothing the eye sees, so they are skipped while decoding. */
    private static final int OVERSAMPLING = 4;
    /** What a large picture has to do with, so that it is not in memory as a whole. */
    private static final int LEAST_OVERSAMPLING = 2;
    /** So many pixels are decoded at once, and more only when the target wants them. */
    private static final int AT_ONCE = 8_000_000;

    private PictureReader() {}

    /** What is made of the picture a reader has. */
    private interface Use {
        Picture of(ImageReader reader, Size size, int maxSide) throws IOException;
    }

    private record Size(int width, int height) {
        int longer() {
            return Math.max(width, height);
        }

        long pixels() {
            return (long) width * height;
        }

        Size within(int maxSide) {
            double ratio = Math.min(1, (double) maxSide / longer());
            return new Size(
                    Math.max(1, (int) Math.round(width * ratio)), Math.max(1, (int) Math.round(height * ratio)));
        }
    }

    public static Picture read(Path file, int maxSide) throws IOException {
        return read(file, maxSide, PictureReader::scaled);
    }

    public static Picture readBrightest(Path file, int maxSide) throws IOException {
        return read(file, maxSide, PictureReader::brightest);
    }

    private static Picture read(Path file, int maxSide, Use use) throws IOException {
        if (maxSide < 1) {
            throw new IllegalArgumentException("maxSide must be at least 1: " + maxSide);
        }
        Format format = Format.of(head(file)).orElseThrow(() -> new IOException("not a picture of a known format"));
        ImageReader reader = format.reader();
        try (PictureFile input = new PictureFile(file)) {
            reader.setInput(input, false, true);
            return use.of(reader, size(reader), maxSide);
        } catch (RuntimeException e) {
            // Readers answer damaged files with whatever exception their arithmetic runs into.
            throw new IOException("damaged " + format + " picture", e);
        } finally {
            reader.dispose();
        }
    }

    private static Size size(ImageReader reader) throws IOException {
        Size size = new Size(reader.getWidth(0), reader.getHeight(0));
        if (size.width() < 1 || size.height() < 1 || size.pixels() > Pictures.MAX_PIXELS) {
            throw new IOException("refused a picture of " + size.width() + " x " + size.height() + " pixels");
        }
        return size;
    }

    private static Picture scaled(ImageReader reader, Size size, int maxSide) throws IOException {
        ImageReadParam how = reader.getDefaultReadParam();
        int step = step(size, maxSide);
        how.setSourceSubsampling(Math.min(step, size.width()), Math.min(step, size.height()), 0, 0);
        BufferedImage image = reader.read(0, how);
        Size to = size.within(maxSide);
        int toWidth = Math.min(image.getWidth(), to.width());
        int toHeight = Math.min(image.getHeight(), to.height());
        Rows rows = Rows.of(image);
        if (toWidth == image.getWidth() && toHeight == image.getHeight()) {
            return rows.all(toWidth, toHeight);
        }
        return AreaScaler.scale(rows, image.getWidth(), image.getHeight(), toWidth, toHeight);
    }

    /** Each so-many-th pixel is decoded: readers skip the others without keeping them. */
    private static int step(Size size, int maxSide) {
        long fine = size.longer() / ((long) maxSide * OVERSAMPLING);
        long frugal = (long) Math.ceil(Math.sqrt((double) size.pixels() / AT_ONCE));
        long coarsest = size.longer() / ((long) maxSide * LEAST_OVERSAMPLING);
        return (int) Math.max(1, Math.max(fine, Math.min(frugal, coarsest)));
    }

    /** Nothing may be skipped here, so a large picture comes strip by strip: slower, and never whole in memory. */
    private static Picture brightest(ImageReader reader, Size size, int maxSide) throws IOException {
        Size to = size.within(maxSide);
        BrightestScaler scaler = new BrightestScaler(size.width(), size.height(), to.width(), to.height());
        int strip = Math.max(1, AT_ONCE / size.width());
        int[] row = new int[size.width()];
        for (int top = 0; top < size.height(); top += strip) {
            ImageReadParam how = reader.getDefaultReadParam();
            int rows = Math.min(strip, size.height() - top);
            how.setSourceRegion(new Rectangle(0, top, size.width(), rows));
            Rows part = Rows.of(reader.read(0, how));
            for (int y = 0; y < rows; y++) {
                part.read(y, row);
                scaler.add(top + y, row);
            }
        }
        return scaler.picture();
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Format.HEAD);
        }
    }
}
