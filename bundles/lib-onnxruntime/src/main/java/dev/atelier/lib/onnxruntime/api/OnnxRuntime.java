package dev.atelier.lib.onnxruntime.api;

import ai.onnxruntime.OrtEnvironment;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one ONNX Runtime of this process. A bundle with another build of it, such as one for CUDA, takes this one's place
 * by exporting the same packages and registering this service.
 */
@ProviderType
public interface OnnxRuntime {
    /** Which release it is. */
    String version();

    /** Where its native library is, or will be once it is needed. */
    Path folder();

    /** Whether it is there for this machine, as far as that can be told without loading it. */
    Health health();

    /** Whether it was loaded: then {@link #environment()} answers at once. */
    boolean loaded();

    /** Loads the native library if that was not done yet, which takes a moment. */
    OrtEnvironment environment() throws EngineException;
}
