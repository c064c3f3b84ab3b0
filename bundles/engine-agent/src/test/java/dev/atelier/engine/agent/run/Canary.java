package dev.atelier.engine.agent.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for a value wherever it might have been left. */
final class Canary {
    private static final int MOST = 64 << 20;

    private final String value;

    Canary(String value) {
        this.value = value;
    }

    /** The files below a folder that hold it, or have it in their name. */
    List<Path> in(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().contains(value) || holds(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /** The processes that have it on their command line. */
    List<String> onCommandLines() throws IOException {
        return processes("cmdline");
    }

    /** The processes that have it in their environment. */
    List<String> inEnvironments() throws IOException {
        return processes("environ");
    }

    private List<String> processes(String what) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>) all::iterator) {
                if (process.getFileName().toString().matches("\\d+") && holds(process.resolve(what))) {
                    found.add(process.getFileName().toString());
                }
            }
        }
        return found;
    }

    private boolean holds(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST) {
                return false;
            }
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(value);
        } catch (IOException e) {
            return false; // it has gone meanwhile
        }
    }
}
