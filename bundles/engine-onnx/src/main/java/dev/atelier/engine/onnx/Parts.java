package dev.atelier.engine.onnx;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.Part.State;
import dev.atelier.engine.onnx.net.Cuda;
import dev.atelier.engine.onnx.net.Provider;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import java.nio.file.Files;
import java.util.List;

/** What the engine stands on, as a person would see it. */
final class Parts {
    private static final String CUDA_NOTE =
            "networks run on the processor; a bundle with a build of ONNX Runtime for CUDA"
                    + " in place of the one that comes along would put them on an NVIDIA card";

    private final OnnxRuntime runtime;
    private final Cuda cuda;

    Parts(OnnxRuntime runtime, Cuda cuda) {
        this.runtime = runtime;
        this.cuda = cuda;
    }

    List<Part> list() {
        return List.of(library(), processor(), card());
    }

    private Part library() {
        Health health = runtime.health();
        String where = Files.isDirectory(runtime.folder()) ? runtime.folder().toString() : null;
        return new Part(
                "onnxruntime",
                "ONNX Runtime",
                runtime.version(),
                where,
                health.available() ? State.IN_USE : State.BROKEN,
                health.reason(),
                false,
                0);
    }

    private Part processor() {
        State state = !runtime.health().available() ? State.BROKEN : cuda.used() ? State.SPARE : State.IN_USE;
        return new Part("cpu", "ONNX Runtime on the processor", runtime.version(), null, state, null, false, 0);
    }

    private Part card() {
        String problem = cuda.problem();
        State state = cuda.used() ? State.IN_USE : problem == null ? State.MISSING : State.BROKEN;
        String note = cuda.used()
                ? null
                : problem != null
                        ? problem
                        : cuda.wanted() == Provider.CPU ? "switched off by onnx_provider" : CUDA_NOTE;
        return new Part("cuda", "ONNX Runtime on a graphics card (CUDA)", null, null, state, note, false, 0);
    }

    EngineException notAddable(String id) {
        boolean known = list().stream().anyMatch(part -> part.id().equals(id));
        return new EngineException(
                known ? "not_addable" : "unknown_part",
                known ? "part " + id + " cannot be added from here" : "there is no part " + id,
                false);
    }
}
