package dev.atelier.engine.onnx.net;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo;
import dev.atelier.engine.api.EngineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One network in memory. What goes in and comes out is told by itself, since every exporter does it its own way. */
public final class Net implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Net.class);

    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Map<String, TensorInfo> inputs;
    private final Map<String, TensorInfo> outputs;
    private final Underway underway;
    private final Uses uses = new Uses(this::free);

    Net(String name, OrtEnvironment environment, OrtSession session, Underway underway) throws OrtException {
        this.name = name;
        this.underway = underway;
        this.environment = environment;
        this.session = session;
        this.inputs = tensors(session.getInputInfo());
        this.outputs = tensors(session.getOutputInfo());
    }

    private static Map<String, TensorInfo> tensors(Map<String, NodeInfo> all) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        all.forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo tensor) {
                tensors.put(name, tensor);
            }
        });
        return tensors;
    }

    /** What it is called in messages. */
    public String name() {
        return name;
    }

    public Set<String> inputs() {
        return inputs.keySet();
    }

    public List<String> outputs() {
        return List.copyOf(outputs.keySet());
    }

    public boolean takes(String input) {
        return inputs.containsKey(input);
    }

    /** The shape of an input, -1 for sides that may be any; empty for an input it has not. */
    public long[] shapeOf(String input) {
        TensorInfo info = inputs.get(input);
        return info == null ? new long[0] : info.getShape();
    }

    /** How long a side of an input has to be; empty when it may be any. */
    public Optional<Integer> fixed(String input, int dimension) {
        long[] shape = shapeOf(input);
        return dimension < shape.length && shape[dimension] > 0
                ? Optional.of(Math.toIntExact(shape[dimension]))
                : Optional.empty();
    }

    /** The shape of an output, as {@link #shapeOf} tells it of inputs. */
    public long[] shapeOfOutput(String output) {
        TensorInfo info = outputs.get(output);
        return info == null ? new long[0] : info.getShape();
    }

    Map<String, Tensor> run(Map<String, Tensor> given, Set<String> wanted, RunOptions options)
            throws OrtException, EngineException {
        if (!uses.begin()) {
            throw closed(name);
        }
        try {
            if (!underway.begin(options)) {
                throw closed(name);
            }
            try {
                return counted(given, wanted, options);
            } finally {
                underway.end(options);
            }
        } catch (OrtException e) {
            if (underway.closed()) {
                throw closed(name); // the engine is stopping, and has ended the run
            }
            throw e;
        } finally {
            uses.end();
        }
    }

    /** What a job is told whose model goes before it has ended. */
    static EngineException closed(String name) {
        return new EngineException("model_closed", "the network " + name + " was closed before the job ended", true);
    }

    private Map<String, Tensor> counted(Map<String, Tensor> given, Set<String> wanted, RunOptions options)
            throws OrtException {
        Map<String, OnnxTensor> values = new LinkedHashMap<>();
        try {
            for (var each : given.entrySet()) {
                TensorInfo info = inputs.get(each.getKey());
                if (info == null) {
                    throw new OrtException("it has no input " + each.getKey());
                }
                values.put(each.getKey(), Conversions.to(info.type, each.getValue(), environment));
            }
            try (OrtSession.Result result = session.run(values, wanted, options)) {
                return tensors(result, wanted);
            }
        } finally {
            values.values().forEach(OnnxTensor::close);
        }
    }

    private static Map<String, Tensor> tensors(OrtSession.Result result, Set<String> wanted) throws OrtException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : wanted) {
            OnnxValue value = result.get(name).orElseThrow(() -> new OrtException("it gave no " + name));
            if (!(value instanceof OnnxTensor tensor)) {
                throw new OrtException("what it gives as " + name + " is no tensor");
            }
            tensors.put(name, Conversions.from(tensor));
        }
        return tensors;
    }

    /** Inputs that are not among those given. */
    public List<String> missing(Set<String> given) {
        List<String> missing = new ArrayList<>(inputs.keySet());
        missing.removeAll(given);
        return missing;
    }

    /** Nothing more is run. The memory is freed when the last run has ended: freed under a run, it takes the process. */
    @Override
    public void close() {
        uses.close();
    }

    private void free() {
        try {
            session.close();
        } catch (OrtException e) {
            LOG.atWarn().addKeyValue("network", name).setCause(e).log("a network could not be closed");
        }
    }
}
