package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.MetricSource.Sink;
import dev.atelier.host.api.Host.Memory;
import dev.atelier.host.api.Host.Presence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostProbeTest {
    private static final long MIB = 1024 * 1024;

    private final AtomicLong nanos = new AtomicLong();
    private final Path root;
    private final FakeMachine fake;
    private final HostProbe probe;

    HostProbeTest(@TempDir Path root) {
        this.root = root;
        fake = new FakeMachine(root)
                .file("etc/hostname", "box\n")
                .file("proc/meminfo", "MemTotal: 4096 kB\nMemAvailable: 1024 kB\n");
        probe = new HostProbe(fake.machine, Optional::empty, nanos::get, () -> Optional.of(Presence.IDLE));
    }

    @AfterEach
    void stop() {
        probe.stop();
    }

    @Test
    void tellsTheHostsMemoryWhereThereIsNoGpu() {
        start();

        assertThat(probe.machineName()).isEqualTo("box");
        assertThat(probe.vramTotalGb()).isZero();
        assertThat(probe.memory()).hasValue(new Memory("host", 4 * MIB, MIB));
    }

    @Test
    void readsTheHostsMemoryOnceASecond() {
        assertThat(probe.memory().orElseThrow().freeBytes()).isEqualTo(MIB);
        fake.file("proc/meminfo", "MemTotal: 4096 kB\nMemAvailable: 2048 kB\n");
        assertThat(probe.memory().orElseThrow().freeBytes()).isEqualTo(MIB);

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(probe.memory().orElseThrow().freeBytes()).isEqualTo(2 * MIB);
    }

    @Test
    void tellsTheGpusMemoryAndRefreshesItBehindTheScenes() {
        fake.smi("memory.total", "8192\n").smi("memory.free", "8000\n");
        start();
        await().untilAsserted(() -> assertThat(probe.memory()).hasValue(new Memory("gpu", 8192 * MIB, 8000 * MIB)));
        assertThat(probe.vramTotalGb()).isEqualTo(8.0);

        fake.smi("memory.free", "5000\n");
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        await().untilAsserted(() ->
                assertThat(probe.memory().orElseThrow().freeBytes()).isEqualTo(5000 * MIB));
    }

    @Test
    void whoIsAboutToFillTheGpuGetsAFreshFigure() {
        fake.smi("memory.total", "8192\n8192\n").smi("memory.free", "8000\n8100\n");
        probe.start();
        assertThat(probe.memoryNow()).as("the first card").hasValue(new Memory("gpu", 8192 * MIB, 8000 * MIB));
        assertThat(probe.vramTotalGb()).as("both").isEqualTo(16.0);

        fake.smi("memory.free", "100\n8100\n");

        assertThat(probe.memoryNow().orElseThrow().freeBytes()).isEqualTo(100 * MIB);
    }

    @Test
    void tellsWhetherSomebodyIsThere() {
        assertThat(probe.presence()).hasValue(Presence.IDLE);
    }

    @Test
    void tellsFreeSpaceOfWhereAFolderWouldBe() {
        assertThat(probe.freeDisk(root.resolve("not/there/yet")).orElseThrow()).isPositive();
    }

    @Test
    void reportsToStatusHealthAndMetrics() {
        start();
        HostReport report = new HostReport(probe, new FakeHome(root, List.of()));
        ObjectNode status = Json.object();
        ObjectNode health = Json.object();
        List<String> metrics = new ArrayList<>();

        report.status(status);
        report.health(health);
        report.collect(new Sink() {
            @Override
            public void counter(String name, String help, double value, Map<String, String> labels) {
                metrics.add(name);
            }

            @Override
            public void gauge(String name, String help, double value, Map<String, String> labels) {
                metrics.add(name);
            }
        });

        assertThat(status.path("host").path("machineName").asText()).isEqualTo("box");
        assertThat(status.path("memory").path("kind").asText()).isEqualTo("host");
        assertThat(status.path("memory").path("freeBytes").asLong()).isEqualTo(MIB);
        assertThat(status.path("vramTotalGb").isNumber()).isTrue();
        assertThat(status.path("gpuRuntime").path("ok").asBoolean(true)).isFalse();
        assertThat(health.path("gpuRuntime").path("detail").asText()).isNotBlank();
        assertThat(health.has("host")).isFalse();
        assertThat(metrics)
                .containsExactly("atelier_memory_total_bytes", "atelier_memory_free_bytes", "atelier_disk_free_bytes");
    }

    @Test
    void leavesNoThreadBehind() {
        start();

        probe.stop();

        // An executor says it has ended a moment before its thread has.
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("host-probe")));
    }

    private void start() {
        probe.start();
        await().until(() -> probe.gpuRuntime().isPresent());
    }
}
