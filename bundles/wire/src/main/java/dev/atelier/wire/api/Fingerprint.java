package dev.atelier.wire.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Sixteen letters that a person compares on the host and at the studio before approving a worker. */
public final class Fingerprint {
    /** Crockford's base 32: no I, L, O or U. */
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int BITS = 80;
    private static final int BITS_PER_LETTER = 5;
    private static final int LETTERS_PER_GROUP = 4;

    private Fingerprint() {}

    /** @param secretHash as it stands in the worker's request */
    public static String of(String installId, String secretHash) {
        byte[] digest = sha256(installId + "\n" + secretHash);
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < BITS; bit += BITS_PER_LETTER) {
            if (bit > 0 && bit % (BITS_PER_LETTER * LETTERS_PER_GROUP) == 0) {
                text.append('-');
            }
            text.append(LETTERS.charAt(fiveBits(digest, bit)));
        }
        return text.toString();
    }

    /** What the studio gets to see of a secret: lower-case hex SHA-256 of its text. */
    public static String hash(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    private static int fiveBits(byte[] digest, int bit) {
        int at = bit / 8;
        int twoBytes = ((digest[at] & 0xff) << 8) | (digest[at + 1] & 0xff);
        return (twoBytes >> (16 - BITS_PER_LETTER - bit % 8)) & 31;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
