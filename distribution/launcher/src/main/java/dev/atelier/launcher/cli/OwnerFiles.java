package dev.atelier.launcher.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that are there in full or not at all, and unless said otherwise only for their owner to read. */
public final class OwnerFiles {
    private OwnerFiles() {}

    public static void write(Path file, String text) throws IOException {
        replace(file, text, false);
    }

    /** For everyone to read. */
    public static void writePublic(Path file, String text) throws IOException {
        replace(file, text, true);
    }

    private static void replace(Path file, String text, boolean open) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        // made owner-only by the JDK wherever the file system knows owners
        Path next = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (open && Files.getFileStore(next).supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
