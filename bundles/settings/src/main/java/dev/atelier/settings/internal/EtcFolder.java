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

            A group may also be kept as `dev.atelier.worker.cfg`, with one `name = value` a line; where both are there,
            the JSON file counts.

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

    /** How a configuration is written down. */
    enum Form {
        JSON(".json"),
        CFG(".cfg");

        private final String ending;

        Form(String ending) {
            this.ending = ending;
        }
    }

    /** The form that counts: the one that is there, JSON where both or none are. */
    Form form(String pid) {
        return Files.notExists(file(pid, Form.JSON)) && Files.exists(file(pid, Form.CFG)) ? Form.CFG : Form.JSON;
    }

    boolean both(String pid) {
        return Files.exists(file(pid, Form.JSON)) && Files.exists(file(pid, Form.CFG));
    }

    Path file(String pid) {
        return file(pid, form(pid));
    }

    Path file(String pid, Form form) {
        return folder.resolve(pid + form.ending);
    }

    void prepare() throws IOException {
        AtomicFiles.ownerOnlyFolder(folder);
        Path readme = folder.resolve("README.md");
        if (Files.notExists(readme)) {
            AtomicFiles.write(readme, README);
        }
    }

    /** Null when there is no such file. */
    byte @Nullable [] read(String pid, Form form) throws IOException {
        Path file = file(pid, form);
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
    void write(String pid, Form form, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            Files.deleteIfExists(file(pid, form));
        } else {
            AtomicFiles.write(file(pid, form), bytes);
        }
    }
}
