package dev.atelier.lib.codecs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A grey PNG of 64 megapixels: half of it bright, and a white line one pixel wide across the dark half. */
public final class LargePicture {
    static final int SIDE = 8000;
    static final int LINE = 6001;

    private LargePicture() {}

    /** Reads one in a Java of its own. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Picture mean = Pictures.readScaled(file, 1024);
        Picture brightest = Pictures.readBrightest(file, 500);
        System.out.printf(
                "%d x %d %x %x, %x %x %x",
                mean.width(),
                mean.height(),
                mean.argb()[200 * 1024 + 512],
                mean.argb()[900 * 1024 + 512],
                brightest.argb()[100 * 500 + 250],
                brightest.argb()[LINE * 500 / SIDE * 500 + 250],
                brightest.argb()[450 * 500 + 250]);
    }

    static void write(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeLong(0x89504e470d0a1a0aL);
            chunk(
                    out,
                    "IHDR",
                    ByteBuffer.allocate(13)
                            .putInt(SIDE)
                            .putInt(SIDE)
                            .put((byte) 8)
                            .array());
            chunk(out, "IDAT", rows());
            chunk(out, "IEND", new byte[0]);
        }
    }

    private static byte[] rows() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] row = new byte[1 + SIDE];
        try (OutputStream out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED), 1 << 16)) {
            for (int y = 0; y < SIDE; y++) {
                int level = y < SIDE / 2 ? 0x80 : y == LINE ? 0xff : 0x20;
                Arrays.fill(row, 1, row.length, (byte) level);
                out.write(row);
            }
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        out.writeInt(data.length);
        out.write(type.getBytes(US_ASCII));
        out.write(data);
        CRC32 sum = new CRC32();
        sum.update(type.getBytes(US_ASCII));
        sum.update(data);
        out.writeInt((int) sum.getValue());
    }
}
