package dev.atelier.engine.agent.git;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Removes what an agent has left. Each step is taken from an open folder, so that a link put in the place of a folder
 * leads nowhere; folders it has locked against us are opened first.
 */
public final class SafeDelete {
    private static final Set<PosixFilePermission> OURS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private SafeDelete() {}

    /** The folder itself and all in it; nothing when it is not there. */
    public static void tree(Path root) throws IOException {
        Path parent = root.toAbsolutePath().normalize().getParent();
        if (parent == null || !Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> above = Files.newDirectoryStream(parent)) {
            if (!(above instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this file system cannot be cleaned safely");
            }
            remove(secure, root.getFileName());
        }
    }

    private static void remove(SecureDirectoryStream<Path> in, Path name) throws IOException {
        PosixFileAttributeView view =
                in.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            if (!view.readAttributes().isDirectory()) {
                in.deleteFile(name);
                return;
            }
            view.setPermissions(OURS);
            try (SecureDirectoryStream<Path> folder = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                for (Path child : names(folder)) {
                    remove(folder, child);
                }
            }
            in.deleteDirectory(name);
        } catch (NoSuchFileException e) {
            // somebody else was faster
        } catch (NotDirectoryException e) {
            in.deleteFile(name);
        }
    }

    private static List<Path> names(SecureDirectoryStream<Path> folder) throws IOException {
        List<Path> names = new ArrayList<>();
        try {
            folder.forEach(child -> names.add(child.getFileName()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
