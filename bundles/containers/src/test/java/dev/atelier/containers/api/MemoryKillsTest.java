package dev.atelier.containers.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryKillsTest {
    @TempDir
    Path folder = Path.of("unused");

    private MemoryKills read(String groups, String counter, String text) throws Exception {
        Path file = folder.resolve(counter);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return MemoryKills.of(Files.writeString(folder.resolve("groups"), groups), folder);
    }

    @Test
    void readsEitherGenerationOfGroups() throws Exception {
        assertThat(read("0::/box\n", "box/memory.events", "low 0\noom 4\noom_kill 3\n")
                        .count())
                .hasValue(3);
        assertThat(read(
                                "9:pids:/x\n4:memory:/old/box\n0::/elsewhere\n",
                                "memory/old/box/memory.oom_control",
                                "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n")
                        .count())
                .hasValue(1);
    }

    @Test
    void knowsThatItDoesNotKnow() throws Exception {
        assertThat(MemoryKills.of(0).count()).isEmpty();
        assertThat(read("0::/box\n", "box/memory.events", "low 0\n").count()).isEmpty();
        assertThat(read("nonsense\n", "other", "").count()).isEmpty();
    }
}
