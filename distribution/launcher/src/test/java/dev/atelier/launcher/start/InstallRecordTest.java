package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.start.ReconcilePlan.Identity;
import dev.atelier.launcher.start.ReconcilePlan.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallRecordTest {
    private final Path folder;

    InstallRecordTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void givesBackWhatItKept() throws IOException {
        var record = new InstallRecord(folder.resolve("bundles.json"));
        var kept = Map.of("reference:file:/a.jar", new Recorded("aa", new Identity("a", "1.0.0", 5)));

        record.write(kept);

        assertThat(record.read()).isEqualTo(kept);
    }

    @Test
    void isEmptyWhenMissingOrDamaged() throws IOException {
        var record = new InstallRecord(folder.resolve("bundles.json"));
        assertThat(record.read()).isEmpty();

        Files.writeString(record.file(), "{\"reference:file:/a.jar\":{\"sha256\":\"a");

        assertThat(record.read()).isEmpty();
    }
}
