package dev.atelier.observability.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private final MetricsText text = new MetricsText();

    @Test
    void aFamilyIsToldAboutOnceAndItsSamplesStandTogether() {
        text.counter("atelier_jobs_total", "Jobs.", 1, Map.of("kind", "image"));
        text.gauge("atelier_depth", "Depth.", 0.25, Map.of());
        text.counter("atelier_jobs_total", "Jobs again.", 2, Map.of("kind", "llm", "engine", "a"));

        assertThat(text.text()).isEqualTo("""
                        # HELP atelier_depth Depth.
                        # TYPE atelier_depth gauge
                        atelier_depth 0.25
                        # HELP atelier_jobs_total Jobs.
                        # TYPE atelier_jobs_total counter
                        atelier_jobs_total{engine="a",kind="llm"} 2
                        atelier_jobs_total{kind="image"} 1
                        """);
    }

    @Test
    void whatALabelHoldsCannotBreakTheLine() {
        text.gauge("atelier_x", "Line\none \\ two.", 1, Map.of("model", "a\"b\\c\nd"));

        assertThat(text.text())
                .contains("# HELP atelier_x Line\\none \\\\ two.\n")
                .contains("atelier_x{model=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    @Test
    void numbersAreWrittenInFullAndOddOnesByName() {
        text.gauge("atelier_a", "A.", 8_589_934_592.0, Map.of());
        text.gauge("atelier_b", "B.", 1e-7, Map.of());
        text.gauge("atelier_c", "C.", Double.NaN, Map.of());
        text.gauge("atelier_d", "D.", Double.NEGATIVE_INFINITY, Map.of());

        assertThat(text.text())
                .contains("atelier_a 8589934592\n", "atelier_b 0.00000010\n", "atelier_c NaN\n", "atelier_d -Inf\n");
    }

    @Test
    void badNamesAndMixedTypesAreRefused() {
        text.gauge("atelier_x", "X.", 1, Map.of());

        assertThatThrownBy(() -> text.gauge("jobs", "Jobs.", 1, Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> text.gauge("atelier_y", "Y.", 1, Map.of("a-b", "c")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> text.counter("atelier_x", "X.", 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theProcessTellsItsMemoryThreadsAndTime() {
        new JvmMetrics().collect(text);

        assertThat(text.text())
                .contains("atelier_jvm_memory_used_bytes{area=\"heap\"}")
                .contains("atelier_jvm_threads ")
                .contains("atelier_process_uptime_seconds ");
    }

    @Test
    void residentMemoryIsReadFromTheStatusOfTheProcess() {
        assertThat(JvmMetrics.residentBytes(List.of("Name:\tjava", "VmRSS:\t    1024 kB")))
                .hasValue(1024 * 1024);
        assertThat(JvmMetrics.residentBytes(List.of("Name:\tjava"))).isEmpty();
    }
}
