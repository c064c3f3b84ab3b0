package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnderwayTest {
    private long nanos;
    private final Underway underway = new Underway(() -> nanos);

    @Test
    void aJobTheStudioHasNoResultOfYetIsNotWaitedFor() {
        underway.begin("now");

        assertThat(underway.settling()).isFalse();
    }

    @Test
    void aJobThatIsNotQuiteOverIsWaitedFor() {
        underway.begin("now").handedOver();
        nanos += Duration.ofHours(1).toNanos();

        assertThat(underway.settling()).isTrue();
    }

    @Test
    void theEndOfAJobIsRememberedForAMoment() {
        underway.end("before", underway.begin("before"));
        boolean soon = underway.settling();
        nanos += Duration.ofSeconds(1).toNanos();

        assertThat(soon).isTrue();
        assertThat(underway.settling()).isFalse();
    }
}
