package dev.atelier.engine.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CrashesTest {
    private final AtomicLong now = new AtomicLong();
    private final Crashes crashes = new Crashes("tester", 2, Duration.ofMinutes(1), now::get);

    @Test
    void oneCrashIsNoHabit() {
        crashes.crashed("a", "aborted");

        assertThat(crashes.quarantine("a")).isEmpty();
    }

    @Test
    void aSuccessInBetweenForgives() {
        crashes.crashed("a", "aborted");
        crashes.succeeded("a");
        crashes.crashed("a", "aborted");

        assertThat(crashes.quarantine("a")).isEmpty();
    }

    @Test
    void leavesItAloneTwiceAsLongEachTime() {
        crashes.crashed("a", "aborted");
        crashes.crashed("a", "aborted");
        assertThat(crashes.quarantine("a").orElseThrow().remedy()).startsWith("it is tried again in 61 s");

        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(crashes.quarantine("a")).isEmpty();

        crashes.crashed("a", "aborted");
        assertThat(crashes.quarantine("a").orElseThrow().remedy()).startsWith("it is tried again in 121 s");
        assertThat(crashes.quarantine("b")).isEmpty();
    }

    @Test
    void neverLongerThanAQuarterOfAnHour() {
        for (int i = 0; i < 20; i++) {
            crashes.crashed("a", "aborted");
        }

        assertThat(crashes.quarantine("a").orElseThrow().remedy()).startsWith("it is tried again in 901 s");
    }

    @Test
    void remembersABoundedNumberOfSubjects() {
        for (int i = 0; i < 1000; i++) {
            crashes.crashed("subject " + i, "aborted");
            crashes.crashed("subject " + i, "aborted");
        }

        assertThat(crashes.quarantine("subject 0")).isEmpty();
        assertThat(crashes.quarantine("subject 999")).isPresent();
    }
}
