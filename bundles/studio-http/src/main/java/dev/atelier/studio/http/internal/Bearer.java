package dev.atelier.studio.http.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands behind {@code Bearer} in an authorization header. */
final class Bearer {
    private static final String SCHEME = "Bearer ";
    /** Nothing we hand out is longer. */
    private static final int MAX = 512;

    private Bearer() {}

    static Optional<String> of(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String secret = authorization.substring(SCHEME.length()).strip();
        return secret.isEmpty() || secret.length() > MAX ? Optional.empty() : Optional.of(secret);
    }

    /** Whether two hashes in hex are one, in constant time. */
    static boolean sameHash(String one, String other) {
        return MessageDigest.isEqual(bytes(one), bytes(other));
    }

    private static byte[] bytes(String hash) {
        return hash.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }
}
