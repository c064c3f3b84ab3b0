package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Kind;
import dev.atelier.host.api.Host;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.wire.api.Capabilities;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveCapabilitiesTest {
    private final FakeJobs jobs = new FakeJobs(request -> new JobOutcome.Cancelled("never"));
    private Host.@Nullable Presence presence;

    @AfterEach
    void stop() {
        jobs.close();
    }

    @Test
    void modelsOfAKindComeInTheOrderOfTheEnginesEachOnce() {
        Capabilities now = now(
                Fakes.descriptor(
                        "sd-cpp", Map.of(Kind.IMAGE, List.of("sd-cpp:*", "synthetic"), Kind.VIDEO, List.of("wan"))),
                Fakes.synthetic());

        assertThat(now.modelsPerKind().get(Kind.IMAGE)).containsExactly("sd-cpp:*", "synthetic", "synthetic-image");
        assertThat(now.taskKinds()).containsExactly(Kind.IMAGE, Kind.LLM, Kind.AUDIO_STT, Kind.AUDIO_TTS, Kind.VIDEO);
        assertThat(now.supportedModels()).isSorted().doesNotHaveDuplicates().contains("wan");
    }

    @Test
    void theSyntheticEngineNeverOffersToTakeAnything() {
        Capabilities now =
                now(Fakes.descriptor("synthetic", Map.of(Kind.LLM, List.of("*", "synthetic:*", "synthetic"))));

        assertThat(now.modelsPerKind().get(Kind.LLM)).containsExactly("synthetic");
    }

    @Test
    void workOfAgentsIsNotAdvertisedHere() {
        Capabilities now = now(Fakes.descriptor("agent", Map.of(Kind.AGENT, List.of("agent"))));

        assertThat(now.taskKinds()).isEmpty();
        assertThat(now.supportedModels()).isEmpty();
    }

    @Test
    void withoutAnEngineTheListsAreEmpty() {
        Capabilities now = now();

        assertThat(now.taskKinds()).isEmpty();
        assertThat(now.modelsPerKind()).isEmpty();
        assertThat(now.engine()).isEqualTo("multi");
    }

    @Test
    void pauseAndPresenceAreThoseOfNow() {
        assertThat(now().autoEnabled()).isTrue();
        assertThat(now().userPresence()).isNull();

        jobs.pause(true);
        presence = Host.Presence.ACTIVE;

        assertThat(now().autoEnabled()).isFalse();
        assertThat(now().userPresence()).isEqualTo(Capabilities.Presence.ACTIVE);
    }

    @Test
    void theRestComesFromHostAndSettings() {
        Capabilities now = now();

        assertThat(now.machineName()).isEqualTo("rig");
        assertThat(now.username()).isEqualTo("alice");
        assertThat(now.agentVersion()).isEqualTo("1.2.3");
        assertThat(now.vramTotalGb()).isEqualTo(24);
        assertThat(now.vramThresholdGb()).isEqualTo(12);
        assertThat(now.autoUpdate()).isTrue();
        assertThat(now.startMinimised()).isFalse();
        assertThat(now.onlyWhenIdle()).isTrue();
    }

    private Capabilities now(EngineDescriptor... serving) {
        return new LiveCapabilities(
                        Fakes.home(Path.of("home")),
                        Fakes.host(presence),
                        Fakes.engines(serving),
                        jobs,
                        Fakes.worker(true),
                        Fakes.settings(Map.of("auto_update_enabled", "true", "start_minimised", "false")))
                .now();
    }
}
