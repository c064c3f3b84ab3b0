package dev.atelier.console.security.internal;

import dev.atelier.common.api.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The console's password on disk. The command line writes the same file, so every login looks whether it has changed.
 */
final class PasswordFile {
    private record Seen(FileTime modified, long size, Object key, PasswordHash hash) {
        boolean still(BasicFileAttributes now) {
            return modified.equals(now.lastModifiedTime()) && size == now.size() && key.equals(keyOf(now));
        }
    }

    private final Path file;
    private volatile @Nullable Seen seen;

    PasswordFile(Path file) {
        this.file = file;
    }

    boolean isSet() {
        return Files.exists(file);
    }

    /**
     * Empty when no password is set.
     *
     * @throws IOException when there is one that cannot be used: then nobody may enter as if there were none
     */
    Optional<PasswordHash> read() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Seen known = seen;
            if (known != null && known.still(now)) {
                return Optional.of(known.hash());
            }
            PasswordHash hash = PasswordHash.parse(Files.readString(file))
                    .orElseThrow(() -> new IOException("state/console-password is not a password this version reads"));
            seen = new Seen(now.lastModifiedTime(), now.size(), keyOf(now), hash);
            return Optional.of(hash);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void write(PasswordHash hash) throws IOException {
        AtomicFiles.write(file, hash.line() + "\n");
    }

    /** The file's identity where the system has one: a replaced file may have the same time and size. */
    private static Object keyOf(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return key == null ? "" : key;
    }
}
