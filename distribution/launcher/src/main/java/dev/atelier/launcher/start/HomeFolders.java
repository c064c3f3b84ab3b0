package dev.atelier.launcher.start;

import dev.atelier.launcher.Home;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Makes the folders of a home; what holds secrets is its owner's alone, also when it was there before. */
public final class HomeFolders {
    private HomeFolders() {}

    public static void create(Home home) throws IOException {
        for (Path folder :
                List.of(home.etc(), home.deploy(), home.engines(), home.models(), home.logs(), home.cache())) {
            Files.createDirectories(folder);
        }
        for (Path folder : List.of(home.run(), home.state())) {
            Files.createDirectories(folder);
            if (posix()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    /** Deletes files that a killed process was still writing. Only for who holds the lock of the home. */
    static void sweep(Home home) {
        for (Path folder : List.of(home.etc(), home.deploy(), home.engines(), home.run(), home.state())) {
            try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, ".*.tmp")) {
                for (Path file : unfinished) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | DirectoryIteratorException e) {
                // Litter is no reason not to start; the next start tries again.
            }
        }
    }

    static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
