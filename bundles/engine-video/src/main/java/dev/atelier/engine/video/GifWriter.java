package dev.atelier.engine.video;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An animated GIF that goes on for ever, each frame with colours of its own. Closing it ends the film, not the stream. */
final class GifWriter implements AutoCloseable {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int END = 0x3b;
    private static final int OWN_COLOURS = 0x87;

    private final OutputStream out;
    private final int width;
    private final int height;
    private final int delay;
    private final Quantiser quantiser = new Quantiser();

    /** @param delay of each frame, in hundredths of a second */
    GifWriter(OutputStream out, int width, int height, int delay) throws IOException {
        this.out = out;
        this.width = width;
        this.height = height;
        this.delay = delay;
        ascii("GIF89a");
        number(width);
        number(height);
        out.write(new byte[] {0x70, 0, 0});
        out.write(EXTENSION);
        out.write(0xff);
        out.write(11);
        ascii("NETSCAPE2.0");
        out.write(new byte[] {3, 1, 0, 0, 0});
    }

    void write(int[] pixels) throws IOException {
        byte[] numbers = quantiser.reduce(pixels);
        out.write(EXTENSION);
        out.write(new byte[] {(byte) 0xf9, 4, 4});
        number(delay);
        out.write(new byte[] {0, 0});
        out.write(IMAGE);
        number(0);
        number(0);
        number(width);
        number(height);
        out.write(OWN_COLOURS);
        for (int colour : quantiser.palette()) {
            out.write(colour >>> 16);
            out.write(colour >>> 8);
            out.write(colour);
        }
        Lzw.write(numbers, out);
    }

    @Override
    public void close() throws IOException {
        out.write(END);
        out.flush();
    }

    private void number(int value) throws IOException {
        out.write(value);
        out.write(value >>> 8);
    }

    private void ascii(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
