package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a file will fit, asked before it is fetched. */
final class DiskSpace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final double MARGIN = 1.1;

    private DiskSpace() {}

    /** Says how much room there is for files below a folder. */
    interface Probe {
        Probe REAL = folder -> Files.getFileStore(folder).getUsableSpace();

        long free(Path folder) throws IOException;
    }

    /** @param there how much of the file is here already */
    static void check(Path target, long size, long there, Probe probe) throws DownloadFailed {
        Path folder = target.getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        if (folder == null || size <= 0) {
            return;
        }
        long needed = (long) Math.ceil((size - Math.min(there, size)) * MARGIN);
        try {
            long free = probe.free(folder);
            if (free < needed) {
                throw full(needed, free, folder);
            }
        } catch (IOException e) {
            // A disk that cannot be asked may well have room.
            LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("free space not known");
        }
    }

    private static DownloadFailed full(long needed, long free, Path folder) {
        return new DownloadFailed(
                DownloadFailed.DISK_FULL,
                "not enough disk space: needs " + size(needed) + ", " + size(free) + " free at " + folder
                        + "; free some, or choose another disk with models_root",
                false);
    }

    /** Whether writing failed for want of room. */
    static boolean full(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("not enough space");
    }

    static String size(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
    }
}
