package dev.atelier.host.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What probes may look at: files below a root, commands, variables. Tests bring a folder and answers of their own.
 *
 * @param root {@code /}, where {@code proc}, {@code sys} and {@code etc} are
 */
record Machine(Path root, Commands commands, Variables variables, Os os) {
    static Machine real() {
        return new Machine(Path.of("/"), new ChildCommands(), System::getenv, Os.of(System.getProperty("os.name", "")));
    }

    /** The systems that are asked in different ways. */
    enum Os {
        LINUX,
        MAC,
        WINDOWS,
        OTHER;

        static Os of(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.contains("linux")) {
                return LINUX;
            }
            if (lower.contains("mac") || lower.contains("darwin")) {
                return MAC;
            }
            return lower.contains("windows") ? WINDOWS : OTHER;
        }
    }

    /** The text of a small file of the kernel, or nothing when it cannot be read. */
    Optional<String> read(String path) {
        try {
            return Optional.of(Files.readString(root.resolve(path), StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // not this kind of machine
        }
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /** The entries of a folder in the order of their names, none when there is no such folder. */
    List<String> list(String folder) {
        try (Stream<Path> entries = Files.list(root.resolve(folder))) {
            return entries.map(entry -> folder + "/" + entry.getFileName())
                    .sorted()
                    .toList();
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    /** Runs a command to its end, within bounds. */
    @FunctionalInterface
    interface Commands {
        /** What it printed when it ended well, or nothing. */
        Optional<String> output(String... command);
    }

    /** Environment variables. */
    @FunctionalInterface
    interface Variables {
        @Nullable
        String get(String name);
    }
}
