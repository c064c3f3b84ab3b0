package dev.atelier.engine.onnx.net;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A network that is opened when it is first asked for. */
public final class LazyNet implements AutoCloseable {
    private final Nets nets;
    private final Path file;
    private final String name;
    /** Guarded by this. */
    private @Nullable Net net;

    private boolean closed;

    /** @param name of the network in messages */
    public LazyNet(Nets nets, Path file, String name) {
        this.nets = nets;
        this.file = file;
        this.name = name;
    }

    public boolean exists() {
        return Files.isRegularFile(file);
    }

    public synchronized Net get(JobContext context) throws EngineException {
        if (closed) {
            throw Net.closed(name); // opened again, nobody would ever close it
        }
        Net open = net;
        if (open == null) {
            context.progress(-1, "loading " + name);
            open = nets.open(file, name, context);
            net = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (net != null) {
            net.close();
            net = null;
        }
    }
}
