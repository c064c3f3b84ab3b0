package dev.atelier.engine.api;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The surroundings of work that is no job: a self-test, fetching a part, a look at a model. It can be cancelled; nobody
 * listens, and it has no files and no deadline unless a subclass gives them.
 */
public class NoJob implements JobContext {
    /** Guarded by itself. */
    private final List<Runnable> actions = new ArrayList<>();

    private volatile boolean cancelled;

    /** Ends the work soon. A second time changes nothing. */
    public final void cancel() {
        List<Runnable> due;
        synchronized (actions) {
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(this::run);
    }

    /** One that fails keeps none of the others from running. */
    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log(Level.WARN, "what was to be done when it is cancelled failed: " + e);
        }
    }

    @Override
    public final boolean cancelled() {
        return cancelled;
    }

    @Override
    public final void onCancel(Runnable action) {
        synchronized (actions) {
            if (!cancelled) {
                actions.add(action);
                return;
            }
        }
        run(action);
    }

    @Override
    public void progress(double fraction, String text) {}

    @Override
    public void log(Level level, String message) {}

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public Path scratch() {
        throw new UnsupportedOperationException("there is no job, and so no folder of its own");
    }

    @Override
    public ModelFiles modelFiles() {
        throw new UnsupportedOperationException("there is no job, and so no files of its model");
    }

    @Override
    public Path input(String url) throws EngineException {
        throw new EngineException(EngineException.CANNOT_SERVE, "nothing is fetched without a job", false);
    }
}
