package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.whisper.Backend.Heard;
import dev.atelier.engine.whisper.Words.Token;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void arePutTogetherFromTheTokensUpToTheNextSpace() {
        assertThat(words(" It goes, on.", " It", " go", "es", ",", " on", "."))
                .containsExactly("It 0.0-1.0", "goes, 1.0-4.0", "on. 4.0-6.0");
    }

    @Test
    void haveTheCharactersThatWereCutBetweenTokens() {
        assertThat(words(" gr\u00fc\u00df dich", " gr", "\ufffd", "\ufffd\ufffd", " dich"))
                .containsExactly("gr\u00fc\u00df 0.0-3.0", "dich 3.0-4.0");
        assertThat(words(" nah \ud83c\udfb5", " nah", " \ufffd", "\ufffd"))
                .containsExactly("nah 0.0-1.0", "\ud83c\udfb5 1.0-3.0");
    }

    @Test
    void areTheTokensWhereNobodyWritesSpaces() {
        assertThat(words("\u65e5\u672c\u8a9e\u3002", "\u65e5\u672c", "\u8a9e", "\u3002"))
                .containsExactly("\u65e5\u672c 0.0-1.0", "\u8a9e\u3002 1.0-3.0");
    }

    @Test
    void areNoneInSilence() {
        assertThat(words("")).isEmpty();
        assertThat(words(" ", " ")).isEmpty();
    }

    @Test
    void whoseTimesAreNotKnownBeginWhereTheLastOneEnded() {
        Heard.Segment segment =
                Words.in(new Heard.Segment(2, 5, " a b"), List.of(new Token(2.5, 3, " a"), new Token(-1, -1, " b")));

        assertThat(told(segment)).containsExactly("a 2.5-3.0", "b 3.0-3.0");
    }

    @Test
    void areSaidWithinTheirSegmentAndNoneBackwards() {
        Heard.Segment segment =
                Words.in(new Heard.Segment(2, 5, " a b"), List.of(new Token(0, 1, " a"), new Token(9, 4, " b")));

        assertThat(told(segment)).containsExactly("a 2.0-2.0", "b 5.0-5.0");
    }

    /** Each token takes a second. */
    private static List<String> words(String text, String... tokens) {
        List<Token> timed = new ArrayList<>();
        for (String token : tokens) {
            timed.add(new Token(timed.size(), timed.size() + 1, token));
        }
        return told(Words.in(new Heard.Segment(0, tokens.length, text), timed));
    }

    private static List<String> told(Heard.Segment segment) {
        return segment.words().stream()
                .map(word -> word.text() + " " + word.start() + "-" + word.end())
                .toList();
    }
}
