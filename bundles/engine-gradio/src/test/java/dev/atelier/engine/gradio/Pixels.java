package dev.atelier.engine.gradio;

import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** Small pictures of one colour. */
final class Pixels {
    private Pixels() {}

    static byte[] png(int colour) throws IOException {
        int[] argb = new int[64];
        Arrays.fill(argb, 0xff000000 | colour);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Pictures.writePng(new Picture(8, 8, argb), out);
        return out.toByteArray();
    }

    static String url(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
