package dev.atelier.console.security.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A password as it is kept: {@code pbkdf2-sha256$<iterations>$<salt>$<hash>}, the last two in base 64. */
record PasswordHash(int iterations, String salt, String hash) {
    static final int ITERATIONS = 310_000;

    private static final String SCHEME = "pbkdf2-sha256";
    private static final int MIN_ITERATIONS = 10_000;
    /** A file with an absurd figure must not turn every login into minutes of work. */
    private static final int MAX_ITERATIONS = 5_000_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static PasswordHash of(String password) {
        return of(password, ITERATIONS);
    }

    static PasswordHash of(String password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new PasswordHash(iterations, encode(salt), encode(derive(password, salt, iterations, HASH_BYTES)));
    }

    /** Empty when the line is not one this version can check. */
    static Optional<PasswordHash> parse(String line) {
        String[] parts = line.strip().split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return Optional.empty();
        }
        try {
            int iterations = Integer.parseInt(parts[1]);
            int salt = Base64.getDecoder().decode(parts[2]).length;
            int hash = Base64.getDecoder().decode(parts[3]).length;
            boolean sound = iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS && salt >= 8 && hash >= 16;
            return sound ? Optional.of(new PasswordHash(iterations, parts[2], parts[3])) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean matches(String password) {
        byte[] expected = Base64.getDecoder().decode(hash);
        byte[] given = derive(password, Base64.getDecoder().decode(salt), iterations, expected.length);
        return MessageDigest.isEqual(expected, given);
    }

    String line() {
        return String.join("$", SCHEME, Integer.toString(iterations), salt, hash);
    }

    @Override
    public String toString() {
        return "PasswordHash[***]";
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] derive(String password, byte[] salt, int iterations, int bytes) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, bytes * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }
}
