package dev.atelier.engine.manager.internal.deploy;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.manager.api.EngineOperations;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the deploy folder on a thread of its own. */
public final class DeployWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeployWatcher.class);
    private static final Duration SETTLE = Duration.ofMillis(150);
    /** File systems without notifications are looked at this often. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final Path folder;
    private final DeployFolder content;
    private final Supplier<ManagerSettings> settings;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("engine-manager-deploy"));
    private volatile boolean closed;

    /**
     * @param record where it is kept what was done with which file
     */
    public DeployWatcher(
            Path folder,
            Path record,
            EngineOperations operations,
            Refusals refusals,
            Engines engines,
            Supplier<ManagerSettings> settings) {
        this.folder = folder;
        this.settings = settings;
        this.content =
                new DeployFolder(folder, new DeployLedger(record), operations, refusals, engines, () -> settings.get()
                        .deployAllowUnsigned());
    }

    /** Shows a refusal in the list of operations. */
    public interface Refusals extends DeployFolder.Refusals {}

    public void start() {
        thread.execute(this::watch);
    }

    private void watch() {
        try {
            Files.createDirectories(folder);
            try (WatchService service = folder.getFileSystem().newWatchService()) {
                folder.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                while (!closed) {
                    boolean unsettled = pass();
                    awaitNextLook(service, unsettled);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("deploy folder no longer watched");
        } catch (IOException e) {
            LOG.atError().addKeyValue("folder", folder).setCause(e).log("deploy folder cannot be watched");
        }
    }

    /**
     * Something new is looked at at once. But a copy under way fires an event a block, and two looks in a row must not
     * see the same block: what is unsettled is looked at when it is due, whatever is notified meanwhile.
     */
    private static void awaitNextLook(WatchService service, boolean unsettled) throws InterruptedException {
        long due = System.nanoTime() + (unsettled ? SETTLE : IDLE).toNanos();
        boolean noticed = false;
        for (long left = due - System.nanoTime(); left > 0 && !noticed; left = due - System.nanoTime()) {
            WatchKey key = service.poll(left, TimeUnit.NANOSECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
                noticed = !unsettled;
            }
        }
    }

    private boolean pass() throws InterruptedException {
        if (!settings.get().deployEnabled()) {
            return false;
        }
        try {
            return content.pass();
        } catch (IOException | RuntimeException e) {
            // The next pass may find the folder in better order.
            LOG.atWarn().setCause(e).log("deploy folder not looked through");
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        if (!Threads.stop(thread, Duration.ofSeconds(2))) {
            LOG.warn("watching the deploy folder did not stop in time");
        }
    }
}
