package dev.atelier.engine.onnx.net;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one job asks networks for, one question after the other. A cancelled job ends in the middle of a question. */
public final class Runs {
    private final JobContext context;
    /** Guarded by this. */
    private @Nullable RunOptions current;

    private Runs(JobContext context) {
        this.context = context;
    }

    public static Runs of(JobContext context) {
        Runs runs = new Runs(context);
        context.onCancel(runs::terminate);
        return runs;
    }

    public JobContext context() {
        return context;
    }

    public Map<String, Tensor> run(Net net, Map<String, Tensor> given, Set<String> wanted) throws EngineException {
        try (RunOptions options = new RunOptions()) {
            now(options);
            try {
                context.checkCancelled(); // a cancel that came before the options did has told nobody
                return net.run(given, wanted, options);
            } finally {
                now(null);
            }
        } catch (OrtException e) {
            context.checkCancelled();
            throw EngineException.failed("the network " + net.name() + " failed: " + Complaint.of(e), e);
        }
    }

    /** The one output of that name. */
    public Tensor run(Net net, Map<String, Tensor> given, String wanted) throws EngineException {
        Tensor tensor = run(net, given, Set.of(wanted)).get(wanted);
        if (tensor == null) {
            throw EngineException.failed("the network " + net.name() + " gave no " + wanted, null);
        }
        return tensor;
    }

    private synchronized void now(@Nullable RunOptions options) {
        current = options;
    }

    private synchronized void terminate() {
        if (current != null) {
            try {
                current.setTerminate(true);
            } catch (OrtException e) {
                throw new IllegalStateException("a run could not be ended", e);
            }
        }
    }
}
