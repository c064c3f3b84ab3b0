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
    void theTightestGroupAroundAServiceHolds() {
        fake.file("proc/meminfo", MEMINFO)
                .file("proc/self/cgroup", "0::/system.slice/atelier.service\n")
                .file("sys/fs/cgroup/system.slice/memory.max", "4000000000\n")
                .file("sys/fs/cgroup/system.slice/memory.current", "3900000000\n")
                .file("sys/fs/cgroup/system.slice/atelier.service/memory.max", "2000000000\n")
                .file("sys/fs/cgroup/system.slice/atelier.service/memory.current", "500000000\n");

        assertThat(memory.read()).hasValue(new Memory("host", 2_000_000_000L, 100_000_000L));
    }

    @Test
    void filePagesThatTheKernelGivesUpFirstCountAsFree() {
        fake.file("proc/meminfo", MEMINFO)
                .file("sys/fs/cgroup/memory.max", "2000000000\n")
                .file("sys/fs/cgroup/memory.current", "1500000000\n")
                .file("sys/fs/cgroup/memory.stat", "anon 1\ninactive_file 1000000000\nactive_file 5\n");

        assertThat(memory.read()).hasValue(new Memory("host", 2_000_000_000L, 1_500_000_000L));
    }

    @Test
    void theOldKindOfGroupNamesItsFolderToo() {
        fake.file("proc/meminfo", MEMINFO)
                .file("proc/self/cgroup", "5:cpu:/x\n4:memory:/docker/abc\n")
                .file("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "3000000\n")
                .file("sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes", "1000000\n");

        assertThat(memory.read()).hasValue(new Memory("host", 3_000_000, 2_000_000));
    }

    @Test
    void asksTheJvmWhereTheKernelSaysNothing() {
        assertThat(memory.read()).hasValue(new Memory("host", 7, 3));

        fake.file("proc/meminfo", "MemTotal: lots\n");
        assertThat(memory.read()).hasValue(new Memory("host", 7, 3));
    }
}
