package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.host.api.Host.Memory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {
    private static final String MEMINFO = """
            MemTotal:       16000000 kB
            MemFree:          123456 kB
            MemAvailable:    9000000 kB
            Buffers:            1000 kB
            """;
    private static final long KIB = 1024;

    private final FakeMachine fake;
    private final HostMemory memory;

    HostMemoryTest(@TempDir Path root) {
        fake = new FakeMachine(root);
        memory = new HostMemory(fake.machine, () -> Optional.of(new Memory("host", 7, 3)));
    }

    @Test
    void readsWhatTheKernelSaysIsAvailable() {
        fake.file("proc/meminfo", MEMINFO).file("sys/fs/cgroup/memory.max", "max\n");

        assertThat(memory.read()).hasValue(new Memory("host", 16_000_000 * KIB, 9_000_000 * KIB));
    }

    @Test
    void aContainerHasWhatItsGroupAllows() {
        fake.file("proc/meminfo", MEMINFO)
                .file("sys/fs/cgroup/memory.max", "2147483648\n")
                .file("sys/fs/cgroup/memory.current", "1073741824\n");

        assertThat(memory.read()).hasValue(new Memory("host", 2147483648L, 1073741824L));
    }

    @Test
    void understandsTheOldKindOfGroupToo() {
        fake.file("proc/meminfo", MEMINFO).file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(memory.read().orElseThrow().totalBytes()).isEqualTo(16_000_000 * KIB);

        fake.file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1000000\n")
                .file("sys/fs/cgroup/memory/memory.usage_in_bytes", "2000000\n");
        assertThat(memory.read()).hasValue(new Memory("host", 1_000_000, 0));
    }

    @Test
    void asksTheJvmWhereTheKernelSaysNothing() {
        assertThat(memory.read()).hasValue(new Memory("host", 7, 3));

        fake.file("proc/meminfo", "MemTotal: lots\n");
        assertThat(memory.read()).hasValue(new Memory("host", 7, 3));
    }
}
