package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnderwayTest {
    private final Underway underway = new Underway(() -> 0);

    @Test
    void aJobThatIsNotQuiteOverIsWaitedForAlthoughAnotherEndedJustNow() {
        underway.end("before", underway.begin("before"));
        Underway.Entry now = underway.begin("now");
        now.handedOver();

        var settling = underway.settling().orElseThrow();
        boolean early = settling.isDone();
        underway.end("now", now);

        assertThat(early).isFalse();
        assertThat(settling).isCompleted();
    }

    @Test
    void aJobThatHasEndedJustNowIsNotWaitedFor() {
        underway.end("before", underway.begin("before"));

        assertThat(underway.settling().orElseThrow()).isCompleted();
    }
}
