package dev.atelier.studio.gateway.internal;

import dev.atelier.common.api.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Addresses of results that need no key and end after a while. Nothing is kept for them: an address says which job it
 * is for and until when, and is sealed. The seal is as old as this process, so a restart ends all of them.
 */
final class Links {
    static final Duration LIFE = Duration.ofHours(1);
    private static final String HMAC = "HmacSHA256";
    private static final String SEPARATOR = "~";

    private final Clock clock;
    private final SecretKeySpec seal;

    Links(Clock clock, Secret secret) {
        this.clock = clock;
        this.seal = new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), HMAC);
    }

    /** A segment of a path. */
    String of(String jobId) {
        String said = text(jobId.getBytes(StandardCharsets.UTF_8))
                + SEPARATOR
                + clock.instant().plus(LIFE).getEpochSecond();
        return said + SEPARATOR + text(sign(said));
    }

    /** The job a link is for; empty when it is none of ours or its time is over. */
    Optional<String> job(String link) {
        int end = link.lastIndexOf(SEPARATOR);
        int middle = end < 0 ? -1 : link.lastIndexOf(SEPARATOR, end - 1);
        if (middle <= 0) {
            return Optional.empty();
        }
        byte[] expected = text(sign(link.substring(0, end))).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, link.substring(end + 1).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        // Sealed by us, so it can be read.
        Instant until = Instant.ofEpochSecond(Long.parseLong(link.substring(middle + 1, end)));
        return clock.instant().isBefore(until)
                ? Optional.of(
                        new String(Base64.getUrlDecoder().decode(link.substring(0, middle)), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private byte[] sign(String said) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(seal);
            return mac.doFinal(said.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
