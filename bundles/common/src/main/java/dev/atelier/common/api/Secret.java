package dev.atelier.common.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/** A value that must not be seen: it prints as stars and compares in constant time. */
public record Secret(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public Secret {
        Objects.requireNonNull(value, "value");
    }

    /** 32 random bytes as 64 hex characters. */
    public static Secret random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new Secret(HexFormat.of().formatHex(bytes));
    }

    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
