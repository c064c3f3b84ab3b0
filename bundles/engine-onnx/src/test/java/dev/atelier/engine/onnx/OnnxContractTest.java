package dev.atelier.engine.onnx;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.tck.EngineContract;
import dev.atelier.model.samples.AnalyticDiffusers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set by the test engine
class OnnxContractTest extends EngineContract {
    @TempDir
    Path own;

    private final AtomicInteger count = new AtomicInteger();

    @Override
    protected Engine engine() {
        Workbench bench = new Workbench(own.resolve("engine-" + count.incrementAndGet()));
        try {
            new AnalyticDiffusers().write(bench.model("colours"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bench.engine();
    }

    @Override
    protected void close(Engine engine) {
        ((OnnxEngine) engine).close();
    }
}
