package dev.atelier.launcher.cli.io;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What {@code run/endpoints.json} says of the process of a home, when that process lives. */
public record Endpoints(Path home, long pid, String url, String token, Fields all) {
    /** {@link Failure#NOTHING_RUNNING} when there is no such process. */
    public static Endpoints of(Home home) throws Failure {
        Path file = home.run().resolve("endpoints.json");
        Fields found;
        try {
            found = Fields.of(Json.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw Failure.nothingRunning(home.root(), "it has no run/endpoints.json");
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.failed("cannot read " + file, e, "look at the file, or restart the process");
        }
        long pid = found.number("pid", -1);
        Fields api = found.object("localApi");
        if (!alive(pid)) {
            throw Failure.nothingRunning(home.root(), "process " + pid + " is gone without having tidied up");
        }
        if (!api.has("url")) {
            throw Failure.failed("cannot talk to process " + pid, file + " names no local API", "restart it");
        }
        return new Endpoints(home.root(), pid, api.text("url"), api.text("token"), found);
    }

    /** Looks at /proc where there is one: the portable way costs a thread pool before the first answer. */
    public static boolean alive(long pid) {
        if (pid <= 0) {
            return false;
        }
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (Files.isDirectory(Path.of("/proc/self"))) {
            try {
                String text = Files.readString(stat);
                // ended, and only not collected by its parent yet
                return !text.startsWith(" Z", text.lastIndexOf(')') + 1);
            } catch (IOException e) {
                return false;
            }
        }
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
