package dev.atelier.fleet.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(now::get);

    private void open() {
        for (int i = 0; i < Breaker.FAILURES; i++) {
            assertThat(breaker.admits()).isTrue();
            breaker.missed();
        }
    }

    @Test
    void leavesARuntimeAloneAfterThreeFailuresInARow() {
        open();

        assertThat(breaker.admits()).isFalse();
        now.addAndGet(Breaker.PAUSE.toNanos() - 1);
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void letsOneTryAfterThePause() {
        open();
        now.addAndGet(Breaker.PAUSE.toNanos());

        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();

        breaker.reached();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void aTryThatFailsMeansAnotherPause() {
        open();
        now.addAndGet(Breaker.PAUSE.toNanos());
        assertThat(breaker.admits()).isTrue();
        breaker.missed();

        assertThat(breaker.admits()).isFalse();
        now.addAndGet(Breaker.PAUSE.toNanos());
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void aSuccessInBetweenStartsTheCountAgain() {
        breaker.missed();
        breaker.missed();
        breaker.reached();
        breaker.missed();
        breaker.missed();

        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void whoDoesNotTryAfterAllLeavesTheChanceToTheNext() {
        open();
        now.addAndGet(Breaker.PAUSE.toNanos());
        assertThat(breaker.admits()).isTrue();

        breaker.abandoned();

        assertThat(breaker.admits()).isTrue();
    }
}
