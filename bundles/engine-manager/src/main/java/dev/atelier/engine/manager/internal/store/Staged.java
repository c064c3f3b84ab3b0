package dev.atelier.engine.manager.internal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A private copy of somebody's file, hashed while it was copied. Gone when closed, unless the store kept it. */
public record Staged(Path file, String sha256, long size) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Staged.class);

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next start sweeps the staging folder.
            LOG.atDebug().setCause(e).log("staged file not deleted");
        }
    }
}
