package dev.atelier.engine.onnx;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the model a job asks for: among those on this machine, or by the files it comes with. */
final class Places {
    private static final String SUFFIX = ".onnx";

    private final LocalModels models;
    private final FileFolder folders;

    Places(LocalModels models, FileFolder folders) {
        this.models = models;
        this.folders = folders;
    }

    Place of(String model, ModelSource source, JobContext context) throws EngineException {
        List<ModelSource.File> files = source.files();
        if (files.isEmpty()) {
            return local(model);
        }
        if (FileFolder.is(files)) {
            Map<String, Path> paths = new TreeMap<>();
            for (ModelSource.File file : files) {
                paths.put(FileFolder.place(file), context.modelFiles().get(file));
            }
            return Place.of(folders.of(paths));
        }
        ModelSource.File network = network(files)
                .orElseThrow(() -> missing("onnx modelSource for `" + model + "` contained no model file"));
        return Place.of(context.modelFiles().get(network));
    }

    private Place local(String model) throws EngineException {
        String name = model.startsWith(OnnxEngine.ID + ":") ? model.substring(OnnxEngine.ID.length() + 1) : model;
        return Place.of(models.find(name)
                .orElseThrow(() -> missing("model " + model + " not found in " + models.folder() + "; put the folder "
                        + name + " or the file " + name + SUFFIX + " there, or give the model its files")));
    }

    private static Optional<ModelSource.File> network(List<ModelSource.File> files) {
        Optional<ModelSource.File> named = files.stream()
                .filter(file -> file.role() == ModelSource.Role.MODEL)
                .filter(file -> file.filename().toLowerCase(Locale.ROOT).endsWith(SUFFIX))
                .findFirst();
        return named.isPresent()
                ? named
                : files.stream()
                        .filter(file -> file.role() == ModelSource.Role.MODEL)
                        .findFirst();
    }

    private static EngineException missing(String message) {
        return new EngineException("model_missing", message, false);
    }
}
