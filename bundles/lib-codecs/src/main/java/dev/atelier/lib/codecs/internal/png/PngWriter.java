package dev.atelier.lib.codecs.internal.png;

import dev.atelier.lib.codecs.api.Picture;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Eight bits a channel, alpha only when some pixel is not opaque, the cheapest filter chosen for each row. */
public final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int LEVEL = 5;

    private PngWriter() {}

    public static void write(Picture picture, OutputStream out) throws IOException {
        int channels = picture.opaque() ? 3 : 4;
        out.write(SIGNATURE);
        header(picture, channels, out);
        Deflater deflater = new Deflater(LEVEL);
        try (ChunkStream data = new ChunkStream("IDAT", out);
                DeflaterOutputStream packed = new DeflaterOutputStream(data, deflater, 1 << 15)) {
            rows(picture, channels, packed);
        } finally {
            deflater.end();
        }
        new ChunkStream("IEND", out).emit();
        out.flush();
    }

    private static void header(Picture picture, int channels, OutputStream out) throws IOException {
        try (ChunkStream chunk = new ChunkStream("IHDR", out);
                DataOutputStream data = new DataOutputStream(chunk)) {
            data.writeInt(picture.width());
            data.writeInt(picture.height());
            data.writeByte(8);
            data.writeByte(channels == 3 ? 2 : 6);
            data.writeByte(0); // deflate
            data.writeByte(0); // the five adaptive filters
            data.writeByte(0); // not interlaced
        }
    }

    private static void rows(Picture picture, int channels, OutputStream packed) throws IOException {
        RowFilter filter = new RowFilter(picture.width() * channels, channels);
        byte[] row = new byte[picture.width() * channels];
        byte[] above = new byte[row.length];
        for (int y = 0; y < picture.height(); y++) {
            unpack(picture, y, channels, row);
            packed.write(filter.best(row, above));
            byte[] free = above;
            above = row;
            row = free;
        }
    }

    private static void unpack(Picture picture, int y, int channels, byte[] row) {
        int[] argb = picture.argb();
        int at = 0;
        for (int i = y * picture.width(), end = i + picture.width(); i < end; i++) {
            int pixel = argb[i];
            row[at++] = (byte) (pixel >> 16);
            row[at++] = (byte) (pixel >> 8);
            row[at++] = (byte) pixel;
            if (channels == 4) {
                row[at++] = (byte) (pixel >> 24);
            }
        }
    }
}
