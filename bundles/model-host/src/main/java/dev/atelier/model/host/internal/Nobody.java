package dev.atelier.model.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The context of a request that is no job. */
enum Nobody implements JobContext {
    CONTEXT;

    @Override
    public void progress(double fraction, String text) {}

    @Override
    public void log(Level level, String message) {}

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public void onCancel(Runnable action) {}

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public Path scratch() {
        throw new UnsupportedOperationException("no job");
    }

    @Override
    public ModelFiles modelFiles() {
        throw new UnsupportedOperationException("no job");
    }

    @Override
    public Path input(String url) throws EngineException {
        throw new EngineException(EngineException.CANNOT_SERVE, "no job", false);
    }
}
