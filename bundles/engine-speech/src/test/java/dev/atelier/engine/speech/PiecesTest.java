package dev.atelier.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiecesTest {
    @Test
    void areTheSentences() {
        assertThat(Pieces.of("It rains. Does it? Yes!\nGood."))
                .containsExactly("It rains. ", "Does it? ", "Yes!\n", "Good.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "one", "One. Two.", "\n\n\n", "日本語。はい。", "3.5 is more than 3."})
    void areTheTextWhenPutTogether(String text) {
        assertThat(String.join("", Pieces.of(text))).isEqualTo(text);
    }

    @Test
    void areTogetherAsFarAsAVoiceTakesThem() {
        String text = "A sentence of some words. ".repeat(100);

        List<String> pieces = Pieces.of(text, 1_000);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).hasSize(3).allSatisfy(piece -> assertThat(piece).hasSizeLessThanOrEqualTo(1_000));
        assertThat(Pieces.of(text, Pieces.LONGEST)).isEqualTo(Pieces.of(text));
    }

    @Test
    void cutALongSentenceAfterAComma() {
        String half = "a word and ".repeat(15) + "a comma,";
        List<String> pieces = Pieces.of(half + " " + half + " and an end.");

        assertThat(pieces).hasSize(2);
        assertThat(pieces.get(0)).isEqualTo(half);
    }

    @Test
    void cutALongSentenceBetweenWords() {
        String text = "word ".repeat(200);

        assertThat(Pieces.of(text)).hasSizeGreaterThan(3).allSatisfy(piece -> assertThat(piece)
                .hasSizeLessThanOrEqualTo(Pieces.LONGEST)
                .endsWith("word "));
    }

    @Test
    void cutALongWordWhereItMustBeButNoCharacterInTwo() {
        String text = "x" + "🎵".repeat(500);
        List<String> pieces = Pieces.of(text);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(piece).hasSizeLessThanOrEqualTo(Pieces.LONGEST);
            assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
        });
    }
}
