package dev.atelier.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Task;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    @Test
    void isPlainWavAtTheUsualSpeedUnlessAskedOtherwise() throws Exception {
        assertThat(Request.of(Task.Speech.of("hi"))).isEqualTo(new Request("hi", 1, Request.Format.WAV));
        assertThat(Request.of(task("hi", 0.25, "MP3"))).isEqualTo(new Request("hi", 0.25, Request.Format.MP3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.2, 4.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesASpeedNobodyCanFollow(double speed) {
        refuses(() -> Request.of(task("hi", speed, "wav")), "speed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void refusesToSayNothing(String text) {
        refuses(() -> Request.of(task(text, null, "wav")), "no text");
    }

    @Test
    void refusesATextThatIsABook() {
        refuses(() -> Request.of(task("x".repeat(Request.LONGEST_TEXT + 1), null, "wav")), "in parts");
    }

    @Test
    void refusesAFormatItDoesNotKnowInsteadOfAnsweringWithAnother() {
        refuses(() -> Request.of(task("hi", null, "aiff")), "wav, mp3, ogg, opus, flac, not as aiff");
    }

    private static void refuses(ThrowingCallable call, String why) {
        assertThatThrownBy(call).hasMessageContaining(why).isInstanceOfSatisfying(EngineException.class, e -> {
            assertThat(e.code()).isEqualTo("bad_input");
            assertThat(e.retryable()).isFalse();
        });
    }

    private static Task.Speech task(String text, @Nullable Double speed, String ext) {
        return new Task.Speech(text, "default", speed, null, ext);
    }
}
