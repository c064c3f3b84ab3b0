package dev.atelier.launcher.start;

import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** What {@code run/} tells others about this process. Present while it runs, gone after a clean stop. */
final class RunFiles {
    private static final List<String> NAMES = List.of("endpoints.json", "local-api.json", "daemon.pid");

    private final Path run;

    RunFiles(Path run) {
        this.run = run;
    }

    void writePid(long pid) {
        write("daemon.pid", pid + "\n");
    }

    void writeEndpoints(Map<String, Object> content) {
        write("endpoints.json", Json.pretty(content) + "\n");
    }

    /** Also clears what a killed process left behind. */
    void remove() {
        try {
            for (String name : NAMES) {
                Files.deleteIfExists(run.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole or not at all, and its owner's alone from the first byte: the endpoints carry a token. */
    private void write(String name, String text) {
        try {
            Path fresh = Files.createTempFile(run, name, ".new"); // made for its owner only
            Files.writeString(fresh, text);
            Files.move(fresh, run.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
