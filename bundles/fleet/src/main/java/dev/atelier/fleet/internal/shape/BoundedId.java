package dev.atelier.fleet.internal.shape;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids made of other texts: readable, of bounded length, and told apart by a digest. */
public final class BoundedId {
    private static final int MAX = 120;
    private static final int DIGEST = 16;

    private BoundedId() {}

    public static String of(String prefix, String value) {
        String digest = digest(value);
        String body = orId(trimmed(readable(value)));
        int budget = Math.max(1, MAX - prefix.length() - DIGEST - 1);
        if (body.length() > budget) {
            body = orId(trimmed(body.substring(0, budget)));
        }
        String whole = prefix + body + "-" + digest;
        return whole.length() <= MAX ? whole : prefix.substring(0, MAX - DIGEST - 1) + "-" + digest;
    }

    private static String digest(String value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String readable(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().forEach(point -> text.append(readable(point)));
        return text.toString();
    }

    private static char readable(int point) {
        if (point >= 'A' && point <= 'Z') {
            return (char) (point - 'A' + 'a');
        }
        boolean plain =
                (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9') || point == '-' || point == '_';
        return plain ? (char) point : '-';
    }

    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == '-') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == '-') {
            to--;
        }
        return text.substring(from, to);
    }

    private static String orId(String body) {
        return body.isEmpty() ? "id" : body;
    }
}
