package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void whatATerminalWouldActOnBecomesABlank() {
        assertThat(Texts.clean("no\r\n\u001b[31mway\u0000\u202eback\u2028")).isEqualTo("no [31mway back");
    }

    @Test
    void longTextsAreClippedWithoutCuttingACharacter() {
        assertThat(Texts.clean("🎨".repeat(301))).isEqualTo("🎨".repeat(300) + "…");
        assertThat(Texts.clean("a".repeat(300))).isEqualTo("a".repeat(300));
    }

    @Test
    void aBearerIsVisibleAscii() {
        assertThat(Texts.fitsHeader("abc~123")).isTrue();
        assertThat(Texts.fitsHeader("")).isFalse();
        assertThat(Texts.fitsHeader("a b")).isFalse();
        assertThat(Texts.fitsHeader("a\nb")).isFalse();
        assertThat(Texts.fitsHeader("ä")).isFalse();
    }
}
