package dev.atelier.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamesTest {
    private final FakeMachine fake;

    NamesTest(@TempDir Path root) {
        fake = new FakeMachine(root);
    }

    @Test
    void theKernelIsAskedFirstAndTheNetworkLast() {
        assertThat(Names.machine(fake.machine, () -> Optional.of("from-dns"))).isEqualTo("from-dns");
        fake.variables.put("HOSTNAME", "from-variable");
        assertThat(name()).isEqualTo("from-variable");
        fake.file("etc/hostname", "from-file\n");
        assertThat(name()).isEqualTo("from-file");
        fake.file("proc/sys/kernel/hostname", "from-kernel\n");
        assertThat(name()).isEqualTo("from-kernel");
    }

    @Test
    void aMachineNobodyNamesIsUnknown() {
        fake.file("etc/hostname", "  \n");

        assertThat(name()).isEqualTo("unknown-host");
    }

    @Test
    void theUserComesFromTheJvmOrTheEnvironment() {
        assertThat(Names.user(fake.machine, "ann")).isEqualTo("ann");
        assertThat(Names.user(fake.machine, "?")).isEqualTo("unknown-user");
        fake.variables.put("USER", "bob");
        assertThat(Names.user(fake.machine, null)).isEqualTo("bob");
    }

    private String name() {
        return Names.machine(fake.machine, Optional::empty);
    }
}
