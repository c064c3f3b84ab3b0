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

    private static final String TOKEN = "runtime-token";

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

    /** The token this start of the runtime was given; without one, the one an earlier start was given goes. */
    void token(String token) {
        if (token.isEmpty()) {
            delete(TOKEN);
        } else {
            write(TOKEN, token);
        }
    }

    /** Also clears what a killed process left behind. */
    void remove() {
        NAMES.forEach(this::delete);
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(run.resolve(name));
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
