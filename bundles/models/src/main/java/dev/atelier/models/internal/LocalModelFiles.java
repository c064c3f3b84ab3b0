package dev.atelier.models.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.ModelFilesProvider;
import dev.atelier.settings.api.WorkerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds the files of a model that are already on this machine. It fetches nothing. */
@Component(service = ModelFilesProvider.class)
public final class LocalModelFiles implements ModelFilesProvider {
    private final WorkerSettings settings;

    @Activate
    public LocalModelFiles(@Reference(name = "settings") WorkerSettings settings) {
        this.settings = settings;
    }

    @Override
    public ModelFiles forModel(String modelId) {
        return new ModelFiles() {
            @Override
            public Path get(ModelSource.File file) throws EngineException {
                return found(root(), modelId, ModelNames.plain(file.filename()));
            }

            @Override
            public Path root() {
                return settings.modelsRoot();
            }
        };
    }

    private static Path found(Path root, String modelId, String filename) throws EngineException {
        Path own = root.resolve(ModelNames.folder(modelId)).resolve(filename);
        if (Files.isRegularFile(own)) {
            return own;
        }
        // Older layouts kept every file side by side; those files stay in use.
        Path flat = root.resolve(filename);
        if (Files.isRegularFile(flat)) {
            return flat;
        }
        throw new EngineException(
                "model_missing", "model file " + filename + " is not there; looked for " + own + " and " + flat, false);
    }
}
