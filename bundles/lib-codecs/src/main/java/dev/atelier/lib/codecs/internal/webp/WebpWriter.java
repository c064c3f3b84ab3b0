package dev.atelier.lib.codecs.internal.webp;

import dev.atelier.lib.codecs.api.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The RIFF container around one lossless picture. */
public final class WebpWriter {
    private WebpWriter() {}

    public static void write(Picture picture, OutputStream out) throws IOException {
        BitWriter bits = Vp8lEncoder.encode(picture);
        int length = bits.byteLength();
        int padding = length & 1;
        ByteBuffer header = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        header.put(ascii("RIFF")).putInt(4 + 8 + length + padding).put(ascii("WEBP"));
        header.put(ascii("VP8L")).putInt(length);
        out.write(header.array());
        bits.writeTo(out);
        if (padding > 0) {
            out.write(0);
        }
        out.flush();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
