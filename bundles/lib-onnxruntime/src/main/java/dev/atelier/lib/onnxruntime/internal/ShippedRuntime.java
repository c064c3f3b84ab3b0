package dev.atelier.lib.onnxruntime.internal;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The ONNX Runtime this bundle carries. Loaded when it is first asked for, and then there until the process ends. */
@Component(service = OnnxRuntime.class)
public final class ShippedRuntime implements OnnxRuntime {
    /** Where ONNX Runtime looks for its libraries, instead of unpacking them into the temporary folder itself. */
    private static final String PLACE = "onnxruntime.native.path";

    private static final OrtLoggingLevel LEVEL = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
    private static final String NAME = "atelier";

    private static final String REMEDY =
            "Linux (glibc 2.28 or newer) on x86-64 or ARM, macOS on ARM and Windows on x86-64 have it";

    private final String version;
    private final Path folder;
    private final @Nullable Natives natives;
    /** Guarded by this; what made loading fail stays true for as long as the process lives. */
    private @Nullable OrtEnvironment environment;

    private volatile @Nullable String problem;
    private volatile boolean loaded;

    @Activate
    public ShippedRuntime(BundleContext context) {
        this(version(context), context.getDataFile("native-" + version(context)).toPath());
    }

    /** Without a container; for tests of engines. */
    public ShippedRuntime(String version, Path folder) {
        this.version = version;
        this.folder = folder;
        this.natives = Platform.here()
                .map(platform -> new Natives(folder, platform))
                .filter(Natives::suit)
                .orElse(null);
    }

    private static String version(BundleContext context) {
        return String.valueOf(context.getBundle().getHeaders("").get("Onnxruntime-Version"));
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Health health() {
        if (natives == null) {
            return Health.unavailable("there is no ONNX Runtime for this machine", REMEDY);
        }
        String known = problem;
        return known == null ? Health.OK : Health.unavailable(known, REMEDY);
    }

    @Override
    public boolean loaded() {
        return loaded;
    }

    @Override
    public synchronized OrtEnvironment environment() throws EngineException {
        if (environment != null) {
            return environment;
        }
        Health health = health();
        if (natives == null || !health.available()) {
            throw new EngineException("library_missing", health.reason() + "; " + health.remedy(), false);
        }
        try {
            natives.unpack();
        } catch (IOException e) {
            throw EngineException.failed("the library of ONNX Runtime could not be unpacked: " + e.getMessage(), e);
        }
        OrtEnvironment fresh = load();
        environment = fresh;
        loaded = true;
        return fresh;
    }

    private OrtEnvironment load() throws EngineException {
        try {
            System.setProperty(PLACE, folder.toString());
            OrtEnvironment fresh = Alone.call(() -> OrtEnvironment.getEnvironment(LEVEL, NAME));
            fresh.setTelemetry(false);
            Holder.hold(LEVEL, NAME);
            TemporaryFolder.delete();
            return fresh;
        } catch (OrtException | RuntimeException | LinkageError e) {
            String why = "ONNX Runtime does not run on this machine (" + reason(e) + ")";
            problem = why; // a class that failed to come up once never does
            throw new EngineException("library_unusable", why + "; " + REMEDY, false, e);
        }
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }
}
