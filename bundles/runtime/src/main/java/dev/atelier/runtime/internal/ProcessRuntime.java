package dev.atelier.runtime.internal;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Threads;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerRuntimes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one runtime of this process, as a service once its store has been read. */
@Component(service = ProcessRuntime.class, immediate = true, configurationPid = "dev.atelier.runtime")
@Designate(ocd = RuntimeConfig.class)
public final class ProcessRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);

    private final BundleContext context;
    private final WorkerRuntimes runtimes;
    private final RuntimeOptions options;
    private final boolean alone;
    private final ExecutorService opening = Executors.newSingleThreadExecutor(Threads.named("runtime-open"));
    private boolean stopped;
    private @Nullable WorkerRuntime runtime;
    private @Nullable ServiceRegistration<?> registration;

    @Activate
    public ProcessRuntime(
            BundleContext context,
            @Reference(name = "home") Home home,
            @Reference(name = "runtimes") WorkerRuntimes runtimes,
            RuntimeConfig config) {
        this.context = context;
        this.runtimes = runtimes;
        this.options = ProcessOptions.of(home, config);
        this.alone = home.roles().size() == 1;
    }

    @Activate
    void start() {
        opening.execute(this::open); // a large store takes its time
    }

    /** A runtime in memory would be lost by another instance. */
    @Modified
    void changed() {
        LOG.info("settings of the runtime have changed; they count from the next start on");
    }

    @Deactivate
    void stop() {
        WorkerRuntime open;
        synchronized (this) {
            stopped = true;
            open = runtime;
            if (registration != null) {
                registration.unregister();
            }
        }
        if (open != null) {
            open.close();
        }
        if (!Threads.stop(opening, Duration.ofSeconds(2))) {
            LOG.warn("runtime-open did not stop in time");
        }
    }

    private void open() {
        WorkerRuntime opened;
        try {
            opened = runtimes.open(options);
        } catch (RuntimeRefusal e) {
            LOG.atError().addKeyValue("code", e.error().wire()).setCause(e).log("runtime does not open");
            fail(e);
            return;
        }
        synchronized (this) {
            if (!stopped) {
                runtime = opened;
                registration = context.registerService(WorkerRuntime.class, opened, null);
                LOG.atInfo().addKeyValue("runtime", opened.runtimeId()).log("runtime is open");
                return;
            }
        }
        opened.close();
    }

    /** Beside other roles those live on, and the runtime's listener says that it is not there. */
    private synchronized void fail(RuntimeRefusal e) {
        if (alone && !stopped) {
            Supplier<String> reason = () -> "atelier: the runtime does not open — " + e.getMessage() + " ("
                    + e.error().wire() + "); see the log";
            registration = context.registerService(
                    Supplier.class, reason, FrameworkUtil.asDictionary(Map.of("atelier.failure", "runtime")));
        }
    }
}
