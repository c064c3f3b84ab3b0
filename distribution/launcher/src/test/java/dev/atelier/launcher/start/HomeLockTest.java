package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    private final Path run;

    HomeLockTest(@TempDir Path run) {
        this.run = run;
    }

    @Test
    void isGivenToOneAtATime() throws IOException {
        HomeLock first = Objects.requireNonNull(HomeLock.take(run));
        assertThat(HomeLock.take(run)).isNull();

        first.close();

        assertThat(HomeLock.take(run)).isNotNull();
    }

    @Test
    void namesTheHolderAsFarAsItIsKnown() {
        assertThat(HomeLock.holder(run)).isEqualTo("unknown");

        new RunFiles(run).writePid(4242);

        assertThat(HomeLock.holder(run)).isEqualTo("4242");
    }
}
