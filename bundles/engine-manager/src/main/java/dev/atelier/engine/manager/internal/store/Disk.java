package dev.atelier.engine.manager.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The disk the store is on; tests have a smaller one. */
public interface Disk {
    FileChannel create(Path file) throws IOException;

    long freeBytes(Path folder) throws IOException;

    static Disk real() {
        return new Disk() {
            @Override
            public FileChannel create(Path file) throws IOException {
                return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }

            @Override
            public long freeBytes(Path folder) throws IOException {
                return Files.getFileStore(folder).getUsableSpace();
            }
        };
    }
}
