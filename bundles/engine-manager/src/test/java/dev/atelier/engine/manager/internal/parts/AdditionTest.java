package dev.atelier.engine.manager.internal.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdditionTest {
    private final List<String> told = new ArrayList<>();
    private long now = 1;
    private final Addition addition = new Addition(
            "paint", "brush", each -> told.add(each.json().path("text").asText()), () -> now);

    @Test
    void progressIsToldTenTimesASecondAtMost() {
        for (int i = 0; i < 100; i++) {
            addition.progress(i / 100.0, i + " %");
            now += 10_000_000; // a second in all
        }

        assertThat(told).hasSizeBetween(9, 11).startsWith("0 %", "10 %", "20 %");
    }

    @Test
    void anotherPhaseAndTheEndAreToldAtOnce() {
        addition.progress(0.9, "fetched 90 MB");
        addition.progress(0.99, "fetched 99 MB");
        addition.progress(-1, "unpacking");
        addition.progress(-1, "still unpacking");

        addition.done();

        assertThat(told).containsExactly("fetched 90 MB", "unpacking", "still unpacking");
        assertThat(addition.json().path("state").asText()).isEqualTo("done");
    }
}
