package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.dispatch.api.Queue.Failed;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Capabilities.Presence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlacementTest {
    private static final Duration STALE = Duration.ofSeconds(30);
    private static final JobClass LLM = new JobClass(Kind.LLM, "llama-cpp", "qwen", 8);

    private static Candidate candidate(Capabilities capabilities) {
        return new Candidate(7, true, true, null, Duration.ZERO, STALE, capabilities);
    }

    private static List<String> names(Candidate worker, JobClass needs, Set<Long> refusedBy) {
        return Placement.failed(worker, new Placement.Wanted(needs, refusedBy)).stream()
                .map(Failed::predicate)
                .toList();
    }

    static Stream<Arguments> conditions() {
        Capabilities good = Samples.capabilities();
        return Stream.of(
                Arguments.of(candidate(good), null),
                Arguments.of(new Candidate(7, false, true, null, Duration.ZERO, STALE, good), "connected"),
                Arguments.of(new Candidate(7, true, false, null, Duration.ZERO, STALE, good), "enabled"),
                Arguments.of(new Candidate(7, true, true, "job-9", Duration.ZERO, STALE, good), "idle"),
                Arguments.of(new Candidate(7, true, true, null, STALE, STALE, good), "heartbeat"),
                Arguments.of(candidate(worker(8, false, false, null, Kind.LLM)), "auto_enabled"),
                Arguments.of(candidate(worker(8, true, false, null, Kind.IMAGE)), "kind"),
                Arguments.of(candidate(worker(7.9, true, false, null, Kind.LLM)), "vram"),
                Arguments.of(candidate(worker(8, true, false, null, Kind.LLM)), null),
                Arguments.of(candidate(worker(8, true, true, null, Kind.LLM)), "presence"),
                Arguments.of(candidate(worker(8, true, true, Presence.ACTIVE, Kind.LLM)), "presence"),
                Arguments.of(candidate(worker(8, true, true, Presence.IDLE, Kind.LLM)), null),
                Arguments.of(candidate(worker(8, true, false, Presence.ACTIVE, Kind.LLM)), null));
    }

    private static Capabilities worker(
            double vram, boolean autoEnabled, boolean onlyWhenIdle, @Nullable Presence presence, Kind kind) {
        return Samples.capabilities(vram, autoEnabled, onlyWhenIdle, presence, List.of(kind), Map.of());
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void eachConditionIsToldAloneWithNeedAndHave(Candidate worker, @Nullable String failing) {
        List<Failed> failed = Placement.failed(worker, new Placement.Wanted(LLM, Set.of()));

        assertThat(failed).extracting(Failed::predicate).isEqualTo(failing == null ? List.of() : List.of(failing));
        assertThat(failed).allSatisfy(each -> {
            assertThat(each.need()).isNotBlank();
            assertThat(each.have()).isNotBlank();
        });
    }

    static Stream<Arguments> engines() {
        return Stream.of(
                Arguments.of(List.of("llama-cpp:*"), true),
                Arguments.of(List.of("llama-cpp"), true),
                Arguments.of(List.of("other", "qwen"), true),
                Arguments.of(List.of(), true),
                Arguments.of(List.of("sd-cpp:*", "synthetic", "llama-cpp:qwen"), false),
                Arguments.of(List.of("*"), false));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void anEngineMatchesByItsNameItsWildcardOrTheModel(List<String> models, boolean matches) {
        Capabilities worker = Samples.capabilities(8, true, false, null, List.of(Kind.LLM), Map.of(Kind.LLM, models));

        assertThat(names(candidate(worker), LLM, Set.of())).isEqualTo(matches ? List.of() : List.of("engine"));
    }

    @Test
    void modelsOfAnotherKindDoNotCount() {
        Capabilities worker =
                Samples.capabilities(8, true, false, null, List.of(Kind.LLM), Map.of(Kind.IMAGE, List.of("sd-cpp:*")));

        assertThat(names(candidate(worker), LLM, Set.of())).isEmpty();
    }

    @Test
    void aWorkerWithoutKindsMakesPictures() {
        Capabilities old = Samples.capabilities(8, true, false, null, List.of(), Map.of());

        assertThat(names(candidate(old), LLM, Set.of())).containsExactly("kind");
        assertThat(names(candidate(old), new JobClass(Kind.IMAGE, "sd-cpp", "z", 8), Set.of()))
                .isEmpty();
    }

    @Test
    void aWorkerWithoutAnyEngineIsOfferedNothing() {
        Capabilities bare = new Capabilities(
                "rig", "alice", "1", "multi", 24, 12, true, true, true, true, false, null, List.of(), List.of(),
                Map.of());

        assertThat(names(candidate(bare), new JobClass(Kind.IMAGE, "sd-cpp", "z", 8), Set.of()))
                .containsExactly("kind");
    }

    @Test
    void aSessionThatRefusedTheJobDoesNotGetItAgain() {
        assertThat(names(candidate(Samples.capabilities()), LLM, Set.of(7L))).containsExactly("refused");
        assertThat(names(candidate(Samples.capabilities()), LLM, Set.of(6L))).isEmpty();
    }

    @Test
    void severalAreToldInAFixedOrder() {
        Candidate worker =
                new Candidate(7, true, false, "j", STALE, STALE, worker(1, false, true, Presence.ACTIVE, Kind.IMAGE));

        assertThat(names(worker, LLM, Set.of(7L)))
                .containsExactly("enabled", "auto_enabled", "idle", "kind", "vram", "heartbeat", "presence", "refused");
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void whatIsToldAgreesWithWhatIsDone(Candidate worker, @Nullable String failing) {
        boolean done = worker.connected()
                && worker.busyWith() == null
                && worker.silent().compareTo(worker.stale()) < 0
                && Placement.open(worker.enabled(), worker.capabilities())
                && Placement.fits(worker.capabilities(), LLM);

        assertThat(done).isEqualTo(failing == null);
    }
}
