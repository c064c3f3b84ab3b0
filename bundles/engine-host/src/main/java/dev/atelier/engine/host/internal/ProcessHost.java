package dev.atelier.engine.host.internal;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.host.api.Unpacked;
import dev.atelier.engine.host.child.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Owns every process that is started for an engine, and the threads that read and write for it. */
@Component(service = ProcessHost.class, configurationPid = "dev.atelier.engine.host", immediate = true)
@Designate(ocd = HostConfig.class)
public final class ProcessHost implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Records records;
    private final Unpacked unpacked;
    private final Set<Supervised> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService io = Executors.newCachedThreadPool(Threads.named("engine-host-io"));
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, Threads.named("engine-host-timer"));
    private final MemoryWatch memory = new MemoryWatch(running, timer);
    private volatile boolean closed;

    @Activate
    public ProcessHost(@Reference(name = "home") Home home, BundleContext context, HostConfig config) {
        this(home.state().resolve("children"), context.getDataFile("child").toPath());
        modified(config);
    }

    /** Without a container; for tests of engines. */
    public ProcessHost(Path folder) {
        this(folder, folder.resolveSibling("child-classes"));
    }

    private ProcessHost(Path folder, Path unpacked) {
        this.unpacked = new Unpacked(unpacked);
        this.records = new Records(folder);
        // What is due later is about processes that are ended then anyway.
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setRemoveOnCancelPolicy(true);
        records.reap();
    }

    /** The processes that run stay. */
    @Modified
    void modified(HostConfig config) {
        limitMemory((long) config.child__memory__mb() << 20);
    }

    /** @param bytes for each process; 0 for no limit */
    void limitMemory(long bytes) {
        memory.limit(bytes);
    }

    /** A folder with the classes every child needs. */
    Path childClasses() throws IOException {
        return unpacked.classes(Main.class);
    }

    /** Starts a process whose output somebody reads at once. */
    Supervised start(String name, ProcessBuilder builder, Duration grace) throws IOException {
        if (closed) {
            throw new IOException("the worker is stopping");
        }
        Process process = builder.start();
        Supervised supervised = new Supervised(process, name, grace, this);
        running.add(supervised);
        records.add(process.toHandle(), name);
        var unused = process.onExit().whenComplete((ended, e) -> {
            running.remove(supervised);
            records.remove(process.toHandle());
        });
        if (closed) {
            supervised.kill(); // closed meanwhile, and perhaps not seen by close; nobody is left to come back to it
        }
        memory.begin();
        return supervised;
    }

    ExecutorService io() {
        return io;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    @Override
    @Deactivate
    public void close() {
        closed = true;
        running.forEach(Supervised::terminate);
        running.forEach(Supervised::close);
        Threads.stop(timer, GRACE);
        Threads.stop(io, GRACE);
    }
}
