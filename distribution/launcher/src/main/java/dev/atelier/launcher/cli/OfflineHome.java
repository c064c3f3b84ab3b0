package dev.atelier.launcher.cli;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.start.HomeFolders;
import dev.atelier.launcher.start.HomeLock;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Holds the lock of a home, so that no process starts, runs or stops while its state is changed from outside. */
final class OfflineHome implements AutoCloseable {
    private final HomeLock lock;

    private OfflineHome(HomeLock lock) {
        this.lock = lock;
    }

    /** Makes the home where there is none; null when a process has it. */
    static @Nullable OfflineHome take(Home home) throws Failure {
        try {
            HomeFolders.create(home);
            HomeLock lock = HomeLock.take(home.run());
            return lock == null ? null : new OfflineHome(lock);
        } catch (IOException e) {
            throw Failure.failed("cannot use " + home.root(), e, "check who owns the folder");
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
