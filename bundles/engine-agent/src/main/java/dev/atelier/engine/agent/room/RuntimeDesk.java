package dev.atelier.engine.agent.room;

import dev.atelier.runtime.api.ExecutionBackend;
import dev.atelier.runtime.api.WorkerRuntime;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtimes of this process, and what runs agents for them as long as agents are wanted here. */
final class RuntimeDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeDesk.class);

    private final Set<WorkerRuntime> runtimes = new LinkedHashSet<>();
    private @Nullable ExecutionBackend serving;

    synchronized void add(WorkerRuntime runtime) {
        runtimes.add(runtime);
    }

    /** May take a while. Nothing happens for one that has gone meanwhile. */
    synchronized void serve(WorkerRuntime runtime) {
        if (runtimes.contains(runtime) && serving != null) {
            attach(runtime, serving);
        }
    }

    synchronized void remove(WorkerRuntime runtime) {
        if (runtimes.remove(runtime) && serving != null) {
            runtime.detach(serving);
        }
    }

    /** From now on this one, in the place of the one before; null for none. */
    synchronized void become(@Nullable ExecutionBackend next) {
        ExecutionBackend last = serving;
        serving = next;
        for (WorkerRuntime runtime : runtimes) {
            if (last != null) {
                runtime.detach(last);
            }
            if (next != null) {
                attach(runtime, next);
            }
        }
    }

    private static void attach(WorkerRuntime runtime, ExecutionBackend backend) {
        runtime.attach(backend);
        try {
            runtime.restoreWorkers();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("agents of an earlier start could not be taken up");
        }
    }
}
