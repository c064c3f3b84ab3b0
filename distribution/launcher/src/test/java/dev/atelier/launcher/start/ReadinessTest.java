package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.feature.Feature;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final Map<String, Map<?, ?>> BOTH =
            Map.of("console", Map.of("url", "C"), "localApi", Map.of("url", "L"));

    @Test
    void waitsForEveryEndpointOfEveryFeature() {
        var readiness = new Readiness("run", List.of(part(), worker()));

        assertThat(readiness.missing(Map.of("console", Map.of()))).containsExactly("localApi");
        assertThat(readiness.missing(BOTH)).isEmpty();
    }

    @Test
    void knowsWhatIsWorthAShortWait() {
        var readiness = new Readiness("run", List.of(part(), worker()));

        assertThat(readiness.awaited(Set.of())).containsExactly("engines");
        assertThat(readiness.awaited(Set.of("engines", "more"))).isEmpty();
    }

    @Test
    void saysOneLineARoleAndOneMoreForUp() {
        assertThat(new Readiness("run", List.of(part(), worker())).lines(BOTH)).containsExactly("ready worker L");
        assertThat(new Readiness("up", List.of(part(), worker())).lines(BOTH))
                .containsExactly("ready worker L", "ready up C");
    }

    private static Feature part() {
        return new Feature("base", List.of(), "", List.of(), List.of(), List.of(), "", false);
    }

    private static Feature worker() {
        return new Feature(
                "w",
                List.of(),
                "worker",
                List.of(),
                List.of("console", "localApi"),
                List.of("engines"),
                "localApi",
                false);
    }
}
