package dev.atelier.host.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.host.api.Host;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the machine on a thread of its own and answers from memory. Until the first look is over the names are the
 * quick ones and there is no GPU.
 */
@Component(
        service = {Host.class, HostProbe.class},
        immediate = true)
public final class HostProbe implements Host {
    private static final Logger LOG = LoggerFactory.getLogger(HostProbe.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    /** A child process a second is too much for a figure on a page. */
    private static final long GPU_FRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Machine machine;
    private final Vram vram;
    private final HostMemory hostMemory;
    private final LongSupplier nanos;
    private final Supplier<Optional<Presence>> presence;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("host-probe"));
    private final AtomicBoolean refreshing = new AtomicBoolean();

    private volatile String machineName;
    private final String userName;
    private volatile double vramTotalGib;
    private volatile @Nullable GpuRuntime gpuRuntime;
    private volatile @Nullable Read gpu;
    private volatile @Nullable Read host;

    /** A reading and when it was taken. */
    private record Read(Optional<Memory> memory, long atNanos) {}

    @Activate
    public HostProbe(@Reference(name = "presence") PresenceWatch presence) {
        this(Machine.real(), HostProbe::memoryOfJvm, System::nanoTime, presence::presence);
    }

    HostProbe(
            Machine machine, HostMemory.Fallback fallback, LongSupplier nanos, Supplier<Optional<Presence>> presence) {
        this.machine = machine;
        this.vram = new Vram(machine);
        this.hostMemory = new HostMemory(machine, fallback);
        this.nanos = nanos;
        this.presence = presence;
        this.machineName = Names.quick(machine).orElse(Names.UNKNOWN);
        this.userName = Names.user(machine, System.getProperty("user.name"));
    }

    @Activate
    void start() {
        thread.execute(this::look);
    }

    @Deactivate
    void stop() {
        thread.shutdownNow();
        if (!Threads.stop(thread, Duration.ofSeconds(2))) {
            LOG.warn("the host probe did not stop in time");
        }
    }

    /** Runs the action on this room's thread once the first look is over. */
    void afterLook(Runnable action) {
        try {
            thread.execute(action); // behind the look, which is queued since the start
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped before the first look was over");
        }
    }

    private void look() {
        try {
            machineName = Names.machine(machine, HostProbe::resolve);
            double total = vram.totalGib();
            gpuRuntime = GpuRuntime.find(machine, total > 0).orElse(null);
            vramTotalGib = total;
            refreshGpu();
            LOG.atInfo()
                    .addKeyValue("machine", machineName)
                    .addKeyValue("vramGib", total)
                    .log("host probed");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("host probe failed");
        }
    }

    private void refreshGpu() {
        if (vramTotalGib > 0) {
            Optional<Memory> memory =
                    vram.card().map(card -> new Memory("gpu", card.total(), Math.min(card.free(), card.total())));
            gpu = new Read(memory, nanos.getAsLong());
        }
    }

    @Override
    public String machineName() {
        return machineName;
    }

    @Override
    public String userName() {
        return userName;
    }

    @Override
    public double vramTotalGb() {
        return vramTotalGib;
    }

    Optional<GpuRuntime> gpuRuntime() {
        return Optional.ofNullable(gpuRuntime);
    }

    @Override
    public Optional<Memory> memory() {
        Read read = gpu;
        if (read != null && nanos.getAsLong() - read.atNanos() > GPU_FRESH_NANOS) {
            refreshLater();
        }
        return read != null && read.memory().isPresent() ? read.memory() : hostMemory();
    }

    @Override
    public Optional<Memory> memoryNow() {
        try {
            thread.submit(this::refreshGpu).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS); // behind the first look
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.atError().setCause(e.getCause()).log("the memory of the GPU was not read, an earlier figure counts");
        } catch (TimeoutException e) {
            LOG.warn("the GPU does not tell its memory in time, an earlier figure counts");
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped, an earlier figure counts");
        }
        return memory();
    }

    /** Cheap enough to be read by whoever asks, though not more than once a second. */
    Optional<Memory> hostMemory() {
        Read read = host;
        if (read == null || nanos.getAsLong() - read.atNanos() > FRESH_NANOS) {
            read = new Read(hostMemory.read(), nanos.getAsLong());
            host = read;
        }
        return read.memory();
    }

    private void refreshLater() {
        if (refreshing.compareAndSet(false, true)) {
            try {
                thread.execute(() -> {
                    try {
                        refreshGpu();
                    } finally {
                        refreshing.set(false);
                    }
                });
            } catch (RejectedExecutionException e) {
                refreshing.set(false); // stopping
            }
        }
    }

    @Override
    public Optional<Presence> presence() {
        return presence.get();
    }

    @Override
    public OptionalLong freeDisk(Path path) {
        Path there = path.toAbsolutePath().normalize();
        while (there != null && Files.notExists(there)) {
            there = there.getParent();
        }
        try {
            return there == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Files.getFileStore(there).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static Optional<String> resolve() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Asked by name: the interface that has these figures is not part of the Java platform proper. */
    private static Optional<Memory> memoryOfJvm() {
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            ObjectName system = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
            if (beans.getAttribute(system, "TotalMemorySize") instanceof Long total
                    && beans.getAttribute(system, "FreeMemorySize") instanceof Long free
                    && total > 0) {
                return Optional.of(new Memory("host", total, free));
            }
            return Optional.empty();
        } catch (JMException e) {
            return Optional.empty();
        }
    }
}
