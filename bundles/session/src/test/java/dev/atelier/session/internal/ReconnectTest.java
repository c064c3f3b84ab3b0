package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconnectTest {
    private static final Duration BASE = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofSeconds(30);

    private final Reconnect reconnect = new Reconnect();

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(IntStream.range(0, 7).mapToObj(i -> failed(false, 0).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void aSessionThatWasWelcomedStartsTheCountingAgain() {
        failed(false, 0);
        failed(false, 0);

        assertThat(failed(true, 0)).isEqualTo(BASE);
        assertThat(reconnect.attempt()).isEqualTo(1);
        assertThat(failed(false, 0)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void givesUpWhenOneMoreAttemptThanAllowedWouldStart() {
        failed(false, 2);
        failed(false, 2);

        assertThat(reconnect.failed(false, BASE, MAX, 2)).isEmpty();
    }

    @Test
    void pausesStayAtTheLongestForEver() {
        IntStream.range(0, 10_000).forEach(i -> failed(false, 0));

        assertThat(failed(false, 0)).isEqualTo(MAX);
    }

    @Test
    void aBaseAboveTheLongestPauseIsTheLongestPause() {
        assertThat(reconnect.failed(false, Duration.ofSeconds(40), MAX, 0)).contains(MAX);
    }

    private Duration failed(boolean welcomed, int cap) {
        return reconnect.failed(welcomed, BASE, MAX, cap).orElseThrow();
    }
}
