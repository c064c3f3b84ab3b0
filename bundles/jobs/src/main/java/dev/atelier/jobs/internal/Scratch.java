package dev.atelier.jobs.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A job's folder for unfinished things; most jobs never need it. */
final class Scratch implements AutoCloseable {
    private final Path folder;
    private boolean made;

    Scratch(Path folder) {
        this.folder = folder;
    }

    synchronized Path folder() {
        if (!made) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make the job's folder " + folder, e);
            }
            made = true;
        }
        return folder;
    }

    @Override
    public synchronized void close() {
        if (made) {
            Trees.delete(folder);
        }
    }
}
