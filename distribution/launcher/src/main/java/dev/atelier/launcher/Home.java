package dev.atelier.launcher;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where this process keeps what is its own ({@code root}) and where the program lies ({@code installation}, read-only). */
public record Home(Path root, Path installation) {
    /** {@code --home} wins over {@code ATELIER_HOME}, which wins over {@code ~/.atelier}. */
    public static Home of(@Nullable String flag) {
        return of(flag, System.getenv());
    }

    static Home of(@Nullable String flag, Map<String, String> environment) {
        String chosen = flag != null ? flag : environment.getOrDefault("ATELIER_HOME", "");
        Path root = chosen.isBlank() ? Path.of(System.getProperty("user.home"), ".atelier") : Path.of(chosen);
        String installation = System.getProperty("atelier.installation", ".");
        return new Home(
                root.toAbsolutePath().normalize(),
                Path.of(installation).toAbsolutePath().normalize());
    }

    public Path etc() {
        return root.resolve("etc");
    }

    public Path run() {
        return root.resolve("run");
    }

    public Path state() {
        return root.resolve("state");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path cache() {
        return root.resolve("cache");
    }

    public Path deploy() {
        return root.resolve("deploy");
    }

    public Path engines() {
        return root.resolve("engines");
    }

    /** What takes the place of shipped libraries. Mostly not there. */
    public Path libraries() {
        return root.resolve("libraries");
    }

    public Path models() {
        return root.resolve("models");
    }
}
