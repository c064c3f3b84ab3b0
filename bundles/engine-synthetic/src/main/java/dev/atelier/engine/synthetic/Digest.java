package dev.atelier.engine.synthetic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a text: where everything that looks like chance comes from. */
final class Digest {
    private static final int SHORT = 8;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    static Digest of(String text) {
        try {
            return new Digest(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** One byte, as 0 to 255. */
    int at(int index) {
        return bytes[index] & 0xff;
    }

    /** The first sixteen hexadecimal digits. */
    String shortHex() {
        return HexFormat.of().formatHex(bytes, 0, SHORT);
    }
}
