package dev.atelier.settings.internal;

import dev.atelier.common.api.Threads;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls an action after files of {@code etc/} have changed and been quiet for a moment. */
final class EtcWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(EtcWatcher.class);
    /** Editors write in several steps; half a file is no settings file. */
    private static final Duration QUIET = Duration.ofMillis(60);
    /** Only where the system gives no events, or the folder is gone. */
    private static final Duration POLL = Duration.ofSeconds(5);

    private final EtcFolder etc;
    private final Runnable action;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("settings-etc"));
    private final CountDownLatch stopped = new CountDownLatch(1);

    EtcWatcher(EtcFolder etc, Runnable action) {
        this.etc = etc;
        this.action = action;
    }

    void start() {
        thread.execute(this::watch);
    }

    void stop() {
        stopped.countDown();
        thread.shutdownNow();
        if (!Threads.stop(thread, Duration.ofSeconds(2))) {
            LOG.warn("the watcher of the settings folder did not stop in time");
        }
    }

    private void watch() {
        boolean warned = false;
        try {
            while (stopped.getCount() > 0) {
                try (WatchService events = etc.path().getFileSystem().newWatchService()) {
                    etc.path()
                            .register(
                                    events,
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_MODIFY,
                                    StandardWatchEventKinds.ENTRY_DELETE);
                    warned = false;
                    act(); // for what happened before the events began
                    follow(events);
                } catch (IOException | ClosedWatchServiceException e) {
                    if (!warned) {
                        LOG.atWarn().setCause(e).log("the settings folder cannot be watched; looking now and then");
                    }
                    warned = true;
                }
                if (stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                act();
                recreate();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the folder is gone. */
    private void follow(WatchService events) throws InterruptedException {
        boolean alive = true;
        while (alive) {
            WatchKey key = events.take();
            while (key != null) {
                key.pollEvents(); // which file does not matter: contents are compared
                alive = key.reset();
                key = alive ? nextWithin(events) : null;
            }
            act();
        }
    }

    private static @Nullable WatchKey nextWithin(WatchService events) throws InterruptedException {
        return events.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void recreate() {
        try {
            etc.prepare();
        } catch (IOException | RuntimeException e) {
            LOG.atDebug().setCause(e).log("the settings folder cannot be made");
        }
    }

    private void act() {
        try {
            action.run();
        } catch (RuntimeException e) {
            // The next edit deserves its chance.
            LOG.atError().setCause(e).log("settings could not be read again");
        }
    }
}
