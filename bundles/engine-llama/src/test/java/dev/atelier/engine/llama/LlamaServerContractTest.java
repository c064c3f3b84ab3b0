package dev.atelier.engine.llama;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.tck.EngineContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set by the test engine
class LlamaServerContractTest extends EngineContract {
    @TempDir
    Path own;

    private final AtomicInteger count = new AtomicInteger();
    private final Map<Engine, LlamaRig> rigs = new HashMap<>();

    @Override
    protected Engine engine() {
        LlamaRig rig = LlamaRig.withServer(own.resolve("engine-" + count.incrementAndGet()), 1);
        rigs.put(rig.engine, rig);
        return rig.engine;
    }

    @Override
    protected void close(Engine engine) {
        rigs.remove(engine).close();
    }

    /** How long it took is part of the answer. */
    @Override
    protected boolean deterministic() {
        return false;
    }
}
