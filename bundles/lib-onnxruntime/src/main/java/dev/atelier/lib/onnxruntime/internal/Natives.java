package dev.atelier.lib.onnxruntime.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The native libraries inside this bundle, as files in a folder of their own. */
final class Natives {
    private static final String FROM = "/ai/onnxruntime/native/";

    private final Path folder;
    private final Platform platform;

    /** @param folder into which they are unpacked; another one for another version */
    Natives(Path folder, Platform platform) {
        this.folder = folder;
        this.platform = platform;
    }

    Path folder() {
        return folder;
    }

    /** Whether this bundle has what this machine needs. */
    boolean suit() {
        return platform.needed().stream().allMatch(name -> resource(name) != null);
    }

    /** A start that was killed while it unpacked leaves nothing that counts. */
    void unpack() throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        delete(part);
        Files.createDirectories(part);
        for (String name : platform.needed()) {
            copy(name, part);
        }
        for (String name : platform.extra()) {
            if (resource(name) != null) {
                copy(name, part);
            }
        }
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private void copy(String name, Path into) throws IOException {
        URL library = resource(name);
        if (library == null) {
            throw new IOException(name + " is missing in the bundle");
        }
        try (InputStream in = library.openStream()) {
            Files.copy(in, into.resolve(name));
        }
    }

    private @Nullable URL resource(String name) {
        return Natives.class.getResource(FROM + platform.folder() + "/" + name);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
