package dev.atelier.models.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the files of a model are, below the folder of all models. */
final class ModelFolders {
    /** Engines that keep the files of all their models side by side, and offer whatever else lies there. */
    private static final Map<String, String> SHARED = Map.of("llama-cpp", "llm", "whisper-cpp", "stt");

    private final Path root;

    ModelFolders(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    /** Where a file is put. */
    Path target(String modelId, String engine, ModelSource.File file) throws EngineException {
        String filename = ModelNames.plain(file.filename());
        String shared = SHARED.get(engine);
        return root.resolve(shared == null ? ModelNames.folder(modelId) : shared)
                .resolve(filename);
    }

    /** Where a file is, if it is anywhere. */
    Optional<Path> find(String modelId, String engine, ModelSource.File file) throws EngineException {
        Path own = target(modelId, engine, file);
        if (Files.isRegularFile(own)) {
            return Optional.of(own);
        }
        // Older layouts kept every file side by side; those files stay in use.
        Path flat = flat(file);
        boolean same = !SHARED.containsKey(engine) || file.approxBytes() == null || size(flat) == file.approxBytes();
        return Files.isRegularFile(flat) && same ? Optional.of(flat) : Optional.empty();
    }

    Path flat(ModelSource.File file) throws EngineException {
        return root.resolve(ModelNames.plain(file.filename()));
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1;
        }
    }
}
