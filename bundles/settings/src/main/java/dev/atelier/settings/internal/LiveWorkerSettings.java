package dev.atelier.settings.internal;

import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import dev.atelier.settings.api.WorkerSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads the worker's settings where they are; nothing is kept here. */
@Component(service = WorkerSettings.class)
public final class LiveWorkerSettings implements WorkerSettings {
    private final Settings settings;
    private final @Nullable String userHome;

    @Activate
    public LiveWorkerSettings(@Reference(name = "settings") Settings settings) {
        this(settings, System.getProperty("user.home"));
    }

    LiveWorkerSettings(Settings settings, @Nullable String userHome) {
        this.settings = settings;
        this.userHome = userHome;
    }

    @Override
    public Optional<String> apiBaseUrl() {
        return text("api_base_url");
    }

    @Override
    public double vramThresholdGb() {
        return text("vram_threshold_gb").map(Double::parseDouble).orElse(12.0);
    }

    @Override
    public boolean onlyWhenIdle() {
        return text("only_when_idle").map(Boolean::parseBoolean).orElse(false);
    }

    @Override
    public Path modelsRoot() {
        return expand(text("models_root").orElse("~/models"));
    }

    @Override
    public int localApiPort() {
        return text("local_api_port").map(Integer::parseInt).orElse(4787);
    }

    private Optional<String> text(String name) {
        return settings.find(name).map(Setting::value);
    }

    private Path expand(String path) {
        if (!path.equals("~") && !path.startsWith("~/")) {
            return Path.of(path);
        }
        // The JVM says "?" when the user has no home.
        if (userHome == null || userHome.isBlank() || userHome.equals("?")) {
            return path.equals("~/models")
                    ? Path.of(System.getProperty("java.io.tmpdir", "."), "studio-worker-models")
                    : Path.of(path);
        }
        return Path.of(userHome, path.substring(1));
    }
}
