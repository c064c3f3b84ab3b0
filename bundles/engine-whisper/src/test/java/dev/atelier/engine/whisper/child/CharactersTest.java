package dev.atelier.engine.whisper.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CharactersTest {
    @Test
    void putsTogetherWhatCameInBytes() {
        String bytes = new String("\ud83d\ude00".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(Characters.whole("so " + bytes + " \u00f0 \u4e2d")).isEqualTo("so \ud83d\ude00 \u00f0 \u4e2d");
    }

    @Test
    void leavesOutWhatTheLibraryCannotBeTold() {
        assertThat(Characters.plain("a\ud83d\ude00b\0\u4e2d")).isEqualTo("ab\u4e2d");
    }
}
