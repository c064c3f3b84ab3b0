package dev.atelier.engine.onnx.net;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.atelier.engine.api.EngineException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether networks run on a graphics card. The ONNX Runtime that comes along cannot; one built for it takes its place. */
public final class Cuda {
    private final Supplier<? extends Set<OrtProvider>> available;
    private volatile Provider wanted = Provider.AUTO;
    private volatile @Nullable String problem;
    private volatile boolean used;

    Cuda() {
        this(OrtEnvironment::getAvailableProviders);
    }

    /** @param available what the library was built for */
    Cuda(Supplier<? extends Set<OrtProvider>> available) {
        this.available = available;
    }

    /** For networks opened from now on. What was a problem may be none any more. */
    public void want(Provider provider) {
        wanted = provider;
        problem = null;
        used = false;
    }

    public Provider wanted() {
        return wanted;
    }

    /** Whether the library was built for it. Only once the library is loaded. */
    public boolean there() {
        return available.get().contains(OrtProvider.CUDA);
    }

    /**
     * Whether it should be tried. Only once the library is loaded.
     *
     * @throws EngineException when it is wanted and cannot be
     */
    boolean tried() throws EngineException {
        return switch (wanted) {
            case CPU -> false;
            case AUTO -> problem == null && there();
            case CUDA -> {
                if (!there()) {
                    throw new EngineException("provider_missing", missing(), true);
                }
                yield true;
            }
        };
    }

    /** What is wrong when it is wanted and the library was not built for it. */
    public static String missing() {
        return "onnx_provider is cuda, and the ONNX Runtime of this worker was built without CUDA";
    }

    void works() {
        used = true;
        problem = null;
    }

    /**
     * It was tried, and the model was not to blame.
     *
     * @throws EngineException when nothing else is wanted
     */
    void fails(String why) throws EngineException {
        problem = why;
        if (wanted == Provider.CUDA) {
            throw new EngineException(
                    "provider_unusable", "onnx_provider is cuda, and the graphics card cannot be used: " + why, true);
        }
    }

    /** Whether networks were put there. */
    public boolean used() {
        return used;
    }

    /** Why it is there and not used, once that is known. */
    public @Nullable String problem() {
        return problem;
    }
}
