package dev.atelier.settings.internal;

import dev.atelier.common.api.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files of {@code etc/}, one a configuration. */
class EtcFolder {
    static final int LARGEST = 1024 * 1024;

    private static final String README = """
            # Settings

            One file a group of settings, named after its configuration: `dev.atelier.worker.json`,
            `dev.atelier.jobs.json` and so on. Each is one flat JSON object:

            ```json
            { "vram_threshold_gb": 8.0, "only_when_idle": true }
            ```

            A change applies as soon as the file is saved. What is not in a file has its default. A value that is
            not allowed is refused, the log names the setting, and the old value stays. The settings page and
            `atelier config` write these same files. A command-line flag wins over an `ATELIER_…` environment
            variable, which wins over a file. Secrets do not belong here.
            """;

    private final Path folder;

    EtcFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    Path file(String pid) {
        return folder.resolve(pid + ".json");
    }

    void prepare() throws IOException {
        AtomicFiles.ownerOnlyFolder(folder);
        Path readme = folder.resolve("README.md");
        if (Files.notExists(readme)) {
            AtomicFiles.write(readme, README);
        }
    }

    /** Null when there is no such file. */
    byte @Nullable [] read(String pid) throws IOException {
        Path file = file(pid);
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("larger than " + LARGEST + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Null deletes the file. */
    void write(String pid, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            Files.deleteIfExists(file(pid));
        } else {
            AtomicFiles.write(file(pid), bytes);
        }
    }
}
