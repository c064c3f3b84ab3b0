package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveWorkerSettingsTest {
    private final EngineRig rig;

    LiveWorkerSettingsTest(@TempDir Path folder) throws Exception {
        rig = new EngineRig(folder).start();
    }

    @Test
    void answersWithTheValueOfNow() throws Exception {
        LiveWorkerSettings worker = new LiveWorkerSettings(rig.engine, "/home/ann");
        assertThat(worker.vramThresholdGb()).isEqualTo(12.0);
        assertThat(worker.apiBaseUrl()).isEmpty();
        assertThat(worker.localApiPort()).isEqualTo(4787);
        assertThat(worker.onlyWhenIdle()).isFalse();

        rig.engine.set(Map.of("vram_threshold_gb", Optional.of("4"), "only_when_idle", Optional.of("true")));

        assertThat(worker.vramThresholdGb()).isEqualTo(4.0);
        assertThat(worker.onlyWhenIdle()).isTrue();
    }

    @Test
    void expandsTheHomeOfTheUserWhereItIsKnown() throws Exception {
        assertThat(new LiveWorkerSettings(rig.engine, "/home/ann").modelsRoot()).isEqualTo(Path.of("/home/ann/models"));
        assertThat(new LiveWorkerSettings(rig.engine, "?").modelsRoot().getFileName())
                .hasToString("studio-worker-models");

        rig.engine.set(Map.of("models_root", Optional.of("~/big disk")));

        assertThat(new LiveWorkerSettings(rig.engine, "/home/ann").modelsRoot())
                .isEqualTo(Path.of("/home/ann/big disk"));
        assertThat(new LiveWorkerSettings(rig.engine, "?").modelsRoot()).isEqualTo(Path.of("~/big disk"));
    }
}
