package dev.atelier.jobs.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a running job to end, once. */
final class StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

    private final List<Runnable> actions = new ArrayList<>();
    private volatile @Nullable StopCause cause;

    @Nullable
    StopCause cause() {
        return cause;
    }

    /** The first cause stays. @return the actions to run now, away from any lock */
    synchronized boolean raise(StopCause why) {
        if (cause != null) {
            return false;
        }
        cause = why;
        return true;
    }

    /** Runs what the engine asked for; it is the engine's code and may take its time. */
    void runActions() {
        List<Runnable> due;
        synchronized (this) {
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(StopSignal::run);
    }

    void onRaise(Runnable action) {
        synchronized (this) {
            if (cause == null) {
                actions.add(action);
                return;
            }
        }
        run(action);
    }

    synchronized void forgetActions() {
        actions.clear();
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.atWarn().setCause(e).log("an engine's cancel action failed");
        }
    }
}
