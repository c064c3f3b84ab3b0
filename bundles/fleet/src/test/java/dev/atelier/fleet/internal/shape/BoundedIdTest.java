package dev.atelier.fleet.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedIdTest {
    @Test
    void isReadableAndEndsInADigest() {
        assertThat(BoundedId.of("embedded-", "local:test")).isEqualTo("embedded-local-test-a2fa388634a6e2ed");
        assertThat(BoundedId.of("remote-", "remote:primary")).isEqualTo("remote-remote-primary-3e64aea0035e79af");
        assertThat(BoundedId.of("embedded-", "_under_")).isEqualTo("embedded-_under_-f1fa025e98e75786");
    }

    @Test
    void countsCharactersAndNotTheirHalves() {
        assertThat(BoundedId.of("embedded-", "a😀b/..//C_D")).isEqualTo("embedded-a-b-----c_d-32d42089037b868e");
    }

    @Test
    void isNeverEmptyInTheMiddle() {
        assertThat(BoundedId.of("embedded-", "")).isEqualTo("embedded-id-e3b0c44298fc1c14");
        assertThat(BoundedId.of("embedded-", "日本語")).isEqualTo("embedded-id-77710aedc74ecfa3");
    }

    @Test
    void isCutAndTrimmedAgain() {
        assertThat(BoundedId.of("remote-", "R".repeat(120)))
                .isEqualTo("remote-" + "r".repeat(96) + "-9b52c2885d172ddd")
                .hasSize(120);
        assertThat(BoundedId.of("embedded-", "x".repeat(90) + "-----tail"))
                .isEqualTo("embedded-" + "x".repeat(90) + "-20d5365edecbc14a");
        assertThat(BoundedId.of("p".repeat(110) + "-", "v"))
                .isEqualTo("p".repeat(103) + "-4c94485e0c21ae6c")
                .hasSize(120);
    }

    @Test
    void tellsNamesApartThatDifferInCaseOnly() {
        assertThat(BoundedId.of("remote-", "team-runtime_1")).isEqualTo("remote-team-runtime_1-6cf68b232ff2f4e5");
        assertThat(BoundedId.of("remote-", "Team-Runtime_1")).isEqualTo("remote-team-runtime_1-1062c58de0bc3e3f");
    }
}
