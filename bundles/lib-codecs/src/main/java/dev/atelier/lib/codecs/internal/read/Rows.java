package dev.atelier.lib.codecs.internal.read;

import dev.atelier.lib.codecs.api.Picture;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** The rows of a decoded image as packed pixels. */
interface Rows {
    /** Fills the buffer with row {@code y}. */
    void read(int y, int[] row);

    default Picture all(int width, int height) {
        int[] argb = new int[width * height];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            read(y, row);
            System.arraycopy(row, 0, argb, y * width, width);
        }
        return new Picture(width, height, argb);
    }

    static Rows of(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        boolean grey = colours instanceof ComponentColorModel
                && colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && colours.getTransferType() == DataBuffer.TYPE_BYTE;
        return grey ? grey(image) : (y, row) -> image.getRGB(0, y, row.length, 1, row, 0, row.length);
    }

    /** AWT takes grey samples for linear light and would brighten them. */
    private static Rows grey(BufferedImage image) {
        Raster raster = image.getRaster();
        boolean alpha = raster.getNumBands() > 1;
        return (y, row) -> {
            for (int x = 0; x < row.length; x++) {
                int level = raster.getSample(x, y, 0);
                int opacity = alpha ? raster.getSample(x, y, 1) : 255;
                row[x] = opacity << 24 | level << 16 | level << 8 | level;
            }
        };
    }
}
