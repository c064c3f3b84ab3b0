package dev.atelier.models.internal;

import dev.atelier.engine.api.ModelsFolder;
import dev.atelier.settings.api.WorkerSettings;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells engines the folder that is set. */
@Component(service = ModelsFolder.class)
public final class SettingsModelsFolder implements ModelsFolder {
    private final WorkerSettings settings;

    @Activate
    public SettingsModelsFolder(@Reference(name = "settings") WorkerSettings settings) {
        this.settings = settings;
    }

    @Override
    public Path path() {
        return settings.modelsRoot();
    }
}
