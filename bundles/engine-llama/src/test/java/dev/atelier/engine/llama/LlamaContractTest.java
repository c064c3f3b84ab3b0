package dev.atelier.engine.llama;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.host.internal.BundleChildren;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.EngineContract;
import dev.atelier.model.samples.ParrotGguf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set by the test engine
class LlamaContractTest extends EngineContract {
    @TempDir
    Path own;

    private final AtomicInteger count = new AtomicInteger();
    private final Map<Engine, ProcessHost> hosts = new HashMap<>();

    @Override
    protected Engine engine() {
        Path folder = own.resolve("engine-" + count.incrementAndGet());
        try {
            new ParrotGguf()
                    .write(Files.createDirectories(folder.resolve("models/llm")).resolve("parrot.gguf"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProcessHost host = new ProcessHost(folder.resolve("children"));
        LlamaEngine engine = new LlamaEngine(
                "1.2.3",
                new LocalModels(() -> folder.resolve("models"), System::nanoTime),
                Backends.inChildren(new BundleChildren(host), folder.resolve("data")),
                new Outside(
                        new BundlePrograms(host),
                        new LlamaRig.FakeProvisions(),
                        () -> folder.resolve("models"),
                        new LlamaSettings("off", "", "", 1)));
        hosts.put(engine, host);
        return engine;
    }

    @Override
    protected void close(Engine engine) {
        ((LlamaEngine) engine).close();
        hosts.remove(engine).close();
    }

    /** How long it took is part of the answer. */
    @Override
    protected boolean deterministic() {
        return false;
    }
}
