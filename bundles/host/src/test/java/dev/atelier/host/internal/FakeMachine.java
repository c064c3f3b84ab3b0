package dev.atelier.host.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A machine made of a folder and prepared answers. */
final class FakeMachine {
    final Map<String, String> outputs = new ConcurrentHashMap<>();
    final Map<String, String> variables = new ConcurrentHashMap<>();
    final Machine machine;
    private final Path root;

    FakeMachine(Path root) {
        this(root, Machine.Os.LINUX);
    }

    FakeMachine(Path root, Machine.Os os) {
        this.root = root;
        this.machine = new Machine(
                root, command -> Optional.ofNullable(outputs.get(String.join(" ", command))), variables::get, os);
    }

    FakeMachine file(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeMachine smi(String query, String output) {
        outputs.put("nvidia-smi --query-gpu=" + query + " --format=csv,noheader,nounits", output);
        return this;
    }
}
