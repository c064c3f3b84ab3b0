package dev.atelier.runtime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Writes that are on disk when they return, and that leave nothing behind when they fail. */
class Disk {
    static final String TEMPORARY = ".tmp-";

    private static final AtomicLong COUNT = new AtomicLong();

    /** The new file, or the old one; never half of it. */
    void replace(Path target, byte[] bytes) throws IOException {
        Path temporary = temporary(target);
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                writeAll(channel, bytes);
                channel.force(true);
            }
            move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(folderOf(target));
    }

    /**
     * Writes behind the committed part of a file. What lies beyond it, of a record that never was one, goes first.
     *
     * @return the committed length from now on
     */
    long append(Path file, long committed, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() > committed) {
                channel.truncate(committed);
            }
            channel.position(committed);
            try {
                writeAll(channel, bytes);
                channel.force(true);
            } catch (IOException e) {
                undo(channel, committed, e);
                throw e;
            }
            return committed + bytes.length;
        }
    }

    private static void undo(FileChannel channel, long committed, IOException reason) {
        try {
            channel.truncate(committed);
            channel.force(true);
        } catch (IOException e) {
            reason.addSuppressed(e); // the next append begins with it
        }
    }

    void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() > length) {
                channel.truncate(length);
                channel.force(true);
            }
        }
    }

    /** Makes the file when it is not there. */
    void touch(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            channel.force(true);
        }
    }

    /** The folder with everything in it appears at once. */
    void placeFolder(Path prepared, Path target) throws IOException {
        sync(prepared);
        move(prepared, target);
        sync(folderOf(target));
    }

    void deleteFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        sync(folderOf(folder));
    }

    Path temporary(Path target) {
        String name = Objects.requireNonNull(target.getFileName(), "a file has a name")
                .toString();
        return target.resolveSibling(
                "." + name + TEMPORARY + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
    }

    /** A full disk takes a part of what it is given, and then refuses. */
    int write(FileChannel channel, ByteBuffer bytes) throws IOException {
        return channel.write(bytes);
    }

    private void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            write(channel, buffer);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    void sync(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open a folder; there the rename is as durable as it gets.
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    }
}
