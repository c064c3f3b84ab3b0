package dev.atelier.common.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void printsAsStars() {
        assertThat("token " + new Secret("hunter2")).isEqualTo("token ***");
    }

    @Test
    void isSixtyFourHexCharactersAndNeverTwiceTheSame() {
        Secret one = Secret.random();

        assertThat(one.value()).matches("[0-9a-f]{64}");
        assertThat(Secret.random()).isNotEqualTo(one);
    }

    @Test
    void matchesItsOwnValueOnly() {
        Secret secret = new Secret("abc");

        assertThat(secret.matches("abc")).isTrue();
        assertThat(secret.matches("abd")).isFalse();
        assertThat(secret.matches("")).isFalse();
    }
}
