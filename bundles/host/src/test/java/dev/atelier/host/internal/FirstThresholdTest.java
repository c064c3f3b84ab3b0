package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstThresholdTest {
    private final Path root;
    private final FakeMachine fake;
    private final FakeSettings settings = new FakeSettings();

    FirstThresholdTest(@TempDir Path root) {
        this.root = root;
        this.fake = new FakeMachine(root);
    }

    @Test
    void aSmallGpuLowersTheThreshold() throws Exception {
        fake.smi("memory.total", "8188\n");

        startOnce("worker");

        assertThat(settings.written).containsExactly(Map.entry("vram_threshold_gb", "7.99609375"));
    }

    @Test
    void aLargeGpuAndNoneLeaveItAlone() throws Exception {
        startOnce("worker");
        assertThat(settings.written).isEmpty();

        Files.delete(mark());
        fake.smi("memory.total", "12288\n");
        startOnce("worker");
        assertThat(settings.written).isEmpty();
    }

    @Test
    void whatSomebodySetStays() throws Exception {
        fake.smi("memory.total", "8192\n");
        settings.origin = Setting.Origin.ENVIRONMENT;

        startOnce("worker");

        assertThat(settings.written).isEmpty();
    }

    @Test
    void itHappensAtTheFirstStartOnly() throws Exception {
        startOnce("worker");
        fake.smi("memory.total", "8192\n");

        startOnce("worker");

        assertThat(settings.written).isEmpty();
    }

    @Test
    void aProcessThatIsNoWorkerHasNoThreshold() throws Exception {
        fake.smi("memory.total", "8192\n");

        startOnce("fleet");

        assertThat(settings.written).isEmpty();
        assertThat(mark()).doesNotExist();
    }

    private Path mark() {
        return root.resolve("state").resolve(FirstThreshold.MARK);
    }

    private void startOnce(String role) throws Exception {
        HostProbe probe = new HostProbe(fake.machine, Optional::empty, () -> 0, Optional::empty);
        probe.start();
        try {
            new FirstThreshold(probe, settings, new FakeHome(root, List.of(role))).start();
            CountDownLatch done = new CountDownLatch(1);
            probe.afterLook(done::countDown);
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            probe.stop();
        }
    }

    private static final class FakeSettings implements Settings {
        final Map<String, String> written = new ConcurrentHashMap<>();
        volatile Setting.Origin origin = Setting.Origin.DEFAULT;

        @Override
        public List<Setting> all() {
            return List.of();
        }

        @Override
        public Optional<Setting> find(String name) {
            return Optional.of(new Setting(
                    name,
                    "dev.atelier.worker",
                    Setting.Type.NUMBER,
                    "12.0",
                    "12.0",
                    origin,
                    null,
                    "",
                    "",
                    List.of(),
                    null,
                    null,
                    false,
                    ""));
        }

        @Override
        public void set(Map<String, Optional<String>> values) {
            values.forEach((name, value) -> written.put(name, value.orElse("")));
        }
    }
}
