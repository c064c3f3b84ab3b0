package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The context of a call that belongs to no job: nobody listens, and there is nothing to ask for. */
final class Unattended implements JobContext {
    private final List<Runnable> onCancel = new ArrayList<>();
    private boolean cancelled;

    void cancel() {
        List<Runnable> actions;
        synchronized (this) {
            cancelled = true;
            actions = List.copyOf(onCancel);
            onCancel.clear();
        }
        actions.forEach(Runnable::run);
    }

    @Override
    public void progress(double fraction, String text) {}

    @Override
    public void log(Level level, String message) {}

    @Override
    public synchronized boolean cancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                onCancel.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public Path scratch() {
        throw new UnsupportedOperationException("there is no job");
    }

    @Override
    public Path input(String url) throws EngineException {
        throw new UnsupportedOperationException("there is no job");
    }

    @Override
    public ModelFiles modelFiles() {
        throw new UnsupportedOperationException("there is no job");
    }
}
