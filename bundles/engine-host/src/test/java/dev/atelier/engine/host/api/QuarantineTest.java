package dev.atelier.engine.host.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    private final AtomicLong now = new AtomicLong();
    private final Quarantine quarantine = new Quarantine("tester", 2, Duration.ofMinutes(1), now::get);

    @Test
    void oneCrashIsNoHabit() {
        quarantine.crashed("a", "aborted");

        assertThat(quarantine.of("a")).isEmpty();
    }

    @Test
    void aSuccessInBetweenForgives() {
        quarantine.crashed("a", "aborted");
        quarantine.succeeded("a");
        quarantine.crashed("a", "aborted");

        assertThat(quarantine.of("a")).isEmpty();
    }

    @Test
    void leavesItAloneTwiceAsLongEachTime() {
        quarantine.crashed("a", "aborted");
        quarantine.crashed("a", "aborted");
        assertThat(quarantine.of("a").orElseThrow().remedy()).startsWith("it is tried again in 61 s");

        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(quarantine.of("a")).isEmpty();

        quarantine.crashed("a", "aborted");
        assertThat(quarantine.of("a").orElseThrow().remedy()).startsWith("it is tried again in 121 s");
        assertThat(quarantine.of("b")).isEmpty();
    }

    @Test
    void neverLongerThanAQuarterOfAnHour() {
        for (int i = 0; i < 20; i++) {
            quarantine.crashed("a", "aborted");
        }

        assertThat(quarantine.of("a").orElseThrow().remedy()).startsWith("it is tried again in 901 s");
    }

    @Test
    void remembersABoundedNumberOfSubjects() {
        for (int i = 0; i < 1000; i++) {
            quarantine.crashed("subject " + i, "aborted");
            quarantine.crashed("subject " + i, "aborted");
        }

        assertThat(quarantine.of("subject 0")).isEmpty();
        assertThat(quarantine.of("subject 999")).isPresent();
    }

    @Test
    void whoIsRefusedHearsWhyAndMayComeAgain() throws Exception {
        quarantine.check("a");
        quarantine.crashed("a", "aborted");
        quarantine.crashed("a", "aborted");
        quarantine.crashed("", "no library");
        quarantine.crashed("", "no library");

        assertThatThrownBy(() -> quarantine.check("a"))
                .hasMessageStartingWith("tester crashed 2 times in a row on a (aborted): it is tried again in")
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo(Quarantine.CODE);
                    assertThat(e.retryable()).isTrue();
                });
        assertThatThrownBy(() -> quarantine.check(""))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.ENGINE_FAILED));
    }
}
