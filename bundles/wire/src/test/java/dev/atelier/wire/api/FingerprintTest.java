package dev.atelier.wire.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void theFirstEightyBitsOfTheDigestInFourGroups() {
        String hash = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

        // The digest begins 21e86aaae7b172d6983c: 00100 00111 10100 00110, and so on.
        assertThat(Fingerprint.of("3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab", hash)).isEqualTo("47M6-NAQ7-P5SD-D61W");
    }

    @Test
    void theHashIsThatOfTheText() {
        assertThat(Fingerprint.hash("hello world"))
                .isEqualTo("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
    }

    @Test
    void anotherInstallOrAnotherSecretLooksDifferent() {
        assertThat(Fingerprint.of("a", "b"))
                .isNotEqualTo(Fingerprint.of("a", "c"))
                .isNotEqualTo(Fingerprint.of("c", "b"));
    }
}
