package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.tck.ContractContext;
import dev.atelier.engine.tck.EngineContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set by the test engine
class SdcppContractTest extends EngineContract {
    @TempDir
    Path own;

    private final AtomicInteger count = new AtomicInteger();
    private final Map<Engine, SdcppRig> rigs = new HashMap<>();
    private SdcppRig last;

    @Override
    protected Engine engine() {
        last = SdcppRig.withCli(own.resolve("engine-" + count.incrementAndGet()));
        rigs.put(last.engine, last);
        return last.engine;
    }

    @Override
    protected void close(Engine engine) {
        rigs.remove(engine).close();
    }

    @Override
    protected ModelSource sourceOf(EngineDescriptor descriptor) {
        return SdcppRig.checkpoint();
    }

    @Override
    protected ContractContext context() {
        return last.context();
    }
}
