package dev.atelier.runtime.engines.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.LocalModels;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.runtime.api.WorkerRuntime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The room's front: stands behind every runtime of this process. */
@Component(service = RuntimeEngines.class, immediate = true)
public final class RuntimeEngines {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeEngines.class);
    private static final Duration GRACE = Duration.ofSeconds(2);

    // Bounded by what it runs: a turn has at most three things to tell at a time, and a Worker one turn.
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.named("runtime-engines"));
    private final Map<WorkerRuntime, ChatBackend> backends = new ConcurrentHashMap<>();
    private final Profiles profiles;
    private final Jobs jobs;
    private final ModelHost host;

    @Activate
    public RuntimeEngines(
            @Reference(name = "jobs") Jobs jobs,
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "local") LocalModels local,
            @Reference(name = "engines") Engines engines,
            @Reference(name = "host") ModelHost host) {
        this.jobs = jobs;
        this.host = host;
        this.profiles = new Profiles(catalogue, engines, local);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindRuntime(WorkerRuntime runtime) {
        ChatBackend backend = new ChatBackend(runtime, profiles, jobs, host, thread);
        backends.put(runtime, backend);
        runtime.attach(backend);
        try {
            thread.execute(() -> restore(runtime));
        } catch (RejectedExecutionException e) {
            LOG.debug("nothing is taken up: the room is closed");
        }
    }

    void unbindRuntime(WorkerRuntime runtime) {
        ChatBackend backend = backends.remove(runtime);
        if (backend != null) {
            runtime.detach(backend);
            backend.close();
        }
    }

    @Deactivate
    void stop() {
        backends.keySet().forEach(this::unbindRuntime);
        thread.shutdownNow();
        if (!Threads.stop(thread, GRACE)) {
            LOG.warn("the answers of runtime workers did not stop in time");
        }
    }

    private static void restore(WorkerRuntime runtime) {
        try {
            int taken = runtime.restoreWorkers();
            LOG.atInfo().addKeyValue("workers", taken).log("runtime workers of an earlier start are taken up");
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("runtime workers of an earlier start could not be taken up");
        }
    }
}
