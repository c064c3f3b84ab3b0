package dev.atelier.launcher.start;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process a home. The operating system drops the lock with the process, so a crash blocks nobody. */
public final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock, or null when another process has it. */
    public static @Nullable HomeLock take(Path run) throws IOException {
        FileChannel channel =
                FileChannel.open(run.resolve("daemon.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (locks(channel)) {
            return new HomeLock(channel);
        }
        channel.close();
        return null;
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another start within this process
        }
    }

    /** Who holds it, as far as that process said. */
    public static String holder(Path run) {
        try {
            return Files.readString(run.resolve("daemon.pid")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
