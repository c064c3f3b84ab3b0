package dev.atelier.engine.llama;

import dev.atelier.engine.host.api.Programs;
import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Path;
import java.util.function.Supplier;

/** All that has to do with llama-server: where it is, what runs of it, what a person may see and add. */
final class Outside implements AutoCloseable {
    private final ServerTool tool;
    private final ServerPool pool;
    private final LlamaParts parts;
    private volatile LlamaSettings settings;

    Outside(Programs programs, Provisions provisions, Supplier<Path> modelsRoot, LlamaSettings settings) {
        this.settings = settings;
        this.tool = new ServerTool(programs, () -> this.settings, modelsRoot);
        this.pool = new ServerPool(programs);
        this.parts = new LlamaParts(tool, provisions);
    }

    void modified(LlamaSettings now) {
        settings = now;
    }

    Backends before(Backends library) {
        return Backends.preferring(tool, pool, library);
    }

    /** How many jobs at once: the library takes one, whatever is set for a server. */
    int slots() {
        int set = settings.slots();
        return set > 1 && tool.find().isPresent() ? set : 1;
    }

    LlamaParts parts() {
        return parts;
    }

    @Override
    public void close() {
        pool.close();
    }
}
