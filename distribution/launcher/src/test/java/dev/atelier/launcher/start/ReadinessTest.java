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

    @Test
    void ofSeveralRolesEachMustBeThereAndSaysSo() {
        var readiness = new Readiness("up", List.of(part(), worker(), studio()));

        assertThat(readiness.missing(BOTH)).containsExactly("studio");
        assertThat(readiness.lines(Map.of(
                        "console", Map.of("url", "C"), "localApi", Map.of("url", "L"), "studio", Map.of("url", "S"))))
                .containsExactly("ready worker L", "ready studio S", "ready up C");
    }

    private static Feature studio() {
        return new Feature(
                "s", List.of(), "studio", List.of(), List.of("console", "studio"), List.of(), "studio", false);
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
