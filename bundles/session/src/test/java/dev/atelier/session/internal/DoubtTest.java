package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DoubtTest {
    private long now;
    private final Doubt doubt = new Doubt(() -> now);

    @Test
    void aWorkerThatLostNothingHasNoDoubt() {
        assertThat(doubt.take()).isFalse();
    }

    @Test
    void oneLossIsGoodForOneDoubt() {
        doubt.lost();

        assertThat(doubt.take()).isTrue();
        assertThat(doubt.take()).isFalse();
    }

    @Test
    void aLossOfLongAgoExplainsNothing() {
        doubt.lost();
        now = Duration.ofMinutes(2).toNanos();

        assertThat(doubt.take()).isFalse();
    }
}
