package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Pace.Transfer body = new Pace(nanos::get).body(null);

    private void wait(Duration time, long bytes) throws EOFException {
        body.begin();
        nanos.addAndGet(time.toNanos());
        body.end(bytes);
    }

    @Test
    void whoeverTricklesIsTooSlowHoweverOften() throws Exception {
        for (int i = 0; i < 30; i++) {
            wait(Duration.ofSeconds(1), 100);
        }

        assertThatThrownBy(() -> wait(Duration.ofSeconds(1), 100)).isInstanceOf(EOFException.class);
    }

    @Test
    void aFastBeginningBuysNoTime() throws Exception {
        wait(Duration.ofSeconds(31), 1 << 30);

        assertThatThrownBy(() -> wait(Duration.ofSeconds(31), 10)).isInstanceOf(EOFException.class);
    }

    @Test
    void whoeverKeepsUpMayTakeAsLongAsItTakes() {
        assertThatCode(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        wait(Duration.ofSeconds(1), Pace.BYTES_A_SECOND);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void timeInWhichNobodyWaitsForTheClientDoesNotCount() {
        assertThatCode(() -> {
                    for (int i = 0; i < 25; i++) {
                        nanos.addAndGet(Duration.ofHours(1).toNanos());
                        wait(Duration.ofSeconds(1), 1);
                    }
                })
                .doesNotThrowAnyException();
    }
}
