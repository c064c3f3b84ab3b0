package dev.atelier.lib.codecs.internal.read;

import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/** Reads a picture of any format known here and hands its rows to the scaler. */
public final class PictureReader {
    /** Pixels this much finer than the target add nothing the eye sees, so they are skipped while decoding. */
    private static final int OVERSAMPLING = 4;

    private PictureReader() {}

    public static Picture read(Path file, int maxSide) throws IOException {
        if (maxSide < 1) {
            throw new IllegalArgumentException("maxSide must be at least 1: " + maxSide);
        }
        Format format = Format.of(head(file)).orElseThrow(() -> new IOException("not a picture of a known format"));
        ImageReader reader = format.reader();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r");
                FileImageInputStream input = new Unmeasured(bytes)) {
            reader.setInput(input, true, true);
            return scaled(reader, maxSide);
        } catch (RuntimeException e) {
            // Readers answer damaged files with whatever exception their arithmetic runs into.
            throw new IOException("damaged " + format + " picture", e);
        } finally {
            reader.dispose();
        }
    }

    private static Picture scaled(ImageReader reader, int maxSide) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width < 1 || height < 1 || (long) width * height > Pictures.MAX_PIXELS) {
            throw new IOException("refused a picture of " + width + " x " + height + " pixels");
        }
        ImageReadParam how = reader.getDefaultReadParam();
        int step = Math.max(1, Math.max(width, height) / Math.max(1, maxSide * OVERSAMPLING));
        how.setSourceSubsampling(Math.min(step, width), Math.min(step, height), 0, 0);
        BufferedImage image = reader.read(0, how);
        double ratio = Math.min(1, (double) maxSide / Math.max(width, height));
        int toWidth = Math.min(image.getWidth(), Math.max(1, (int) Math.round(width * ratio)));
        int toHeight = Math.min(image.getHeight(), Math.max(1, (int) Math.round(height * ratio)));
        Rows rows = Rows.of(image);
        if (toWidth == image.getWidth() && toHeight == image.getHeight()) {
            return rows.all(toWidth, toHeight);
        }
        return AreaScaler.scale(rows, image.getWidth(), image.getHeight(), toWidth, toHeight);
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Format.HEAD);
        }
    }

    /**
     * Does not tell its length. The WebP reader compares it with the size of the picture and refuses flat ones, which
     * pack better than it believes; the limit on pixels above is guard enough.
     */
    private static final class Unmeasured extends FileImageInputStream {
        Unmeasured(RandomAccessFile file) throws IOException {
            super(file);
        }

        @Override
        public long length() {
            return -1;
        }
    }
}
