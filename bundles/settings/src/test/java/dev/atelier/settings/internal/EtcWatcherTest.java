package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcWatcherTest {
    private final EngineRig rig;
    private final EtcWatcher watcher;

    EtcWatcherTest(@TempDir Path folder) throws Exception {
        rig = new EngineRig(folder.resolve("etc")).start();
        watcher = new EtcWatcher(rig.etc, rig.engine::reload);
        watcher.start();
    }

    @AfterEach
    void stop() {
        watcher.stop();
    }

    @Test
    void anEditAppliesWhileTheProcessRuns() throws Exception {
        rig.file("dev.atelier.worker", "{\"vram_threshold_gb\": 8}");
        await().untilAsserted(() -> assertThat(rig.value("vram_threshold_gb")).isEqualTo("8.0"));

        rig.file("dev.atelier.worker", "{\"vram_threshold_gb\": 9}");
        await().untilAsserted(() -> assertThat(rig.value("vram_threshold_gb")).isEqualTo("9.0"));
    }

    @Test
    void aWriteOfItsOwnDoesNotLoop() throws Exception {
        rig.engine.set(Map.of("vram_threshold_gb", Optional.of("3.5")));

        rig.file("dev.atelier.http", "{\"http.port\": 1}"); // a later event that is seen after that write
        await().untilAsserted(() -> assertThat(rig.value("http.port")).isEqualTo("1"));
        // A value is there a moment before it is told of.
        await().until(() -> rig.changes.stream().anyMatch(names -> names.contains("http.port")));

        assertThat(rig.changes).hasSize(2);
    }

    @Test
    void leavesNoThreadBehind() {
        watcher.stop();

        // An executor says it has ended a moment before its thread has.
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("settings-etc")));
    }
}
