package dev.atelier.launcher.cli.worker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Sixteen characters by which an operator knows that a request came from this host. */
final class Fingerprint {
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CHARACTERS = 16;
    private static final int BITS = 5;

    private Fingerprint() {}

    static String of(String installId, String registrationSecret) {
        String secretHash = HexFormat.of().formatHex(sha256(registrationSecret));
        byte[] digest = sha256(installId + "\n" + secretHash);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < CHARACTERS; i++) {
            text.append(i > 0 && i % 4 == 0 ? "-" : "").append(CROCKFORD.charAt(fiveBits(digest, i * BITS)));
        }
        return text.toString();
    }

    private static int fiveBits(byte[] bytes, int from) {
        int two = ((bytes[from / 8] & 0xff) << 8) | (bytes[from / 8 + 1] & 0xff);
        return (two >> (16 - BITS - from % 8)) & 31;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
