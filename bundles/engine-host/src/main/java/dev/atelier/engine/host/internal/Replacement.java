package dev.atelier.engine.host.internal;

import dev.atelier.common.api.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts new files over old ones, each at once; when one of them cannot be, all the old ones are put back. */
final class Replacement {
    private final Path folder;
    private final Path keep;
    private final Map<Path, Optional<Path>> replaced = new LinkedHashMap<>();

    /** @param keep for the old files meanwhile; on the same file system, or it takes longer */
    Replacement(Path folder, Path keep) {
        this.folder = folder;
        this.keep = keep;
    }

    void put(List<Path> files) throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(keep);
        try {
            for (Path file : files) {
                Path target = folder.resolve(String.valueOf(file.getFileName()));
                if (Files.isDirectory(target)) {
                    throw new IOException(target + " is a folder");
                }
                replaced.put(target, kept(target));
                AtomicFiles.move(file, target);
            }
        } catch (IOException e) {
            undo(e);
            throw e;
        }
    }

    private Optional<Path> kept(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Path copy = keep.resolve(String.valueOf(target.getFileName()));
        if (!Files.isSymbolicLink(target)) {
            try {
                return Optional.of(Files.createLink(copy, target));
            } catch (IOException | UnsupportedOperationException e) {
                // another file system, or one without links: then it is copied
            }
        }
        return Optional.of(Files.copy(target, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
    }

    private void undo(IOException why) {
        replaced.forEach((target, before) -> {
            try {
                if (before.isPresent()) {
                    AtomicFiles.move(before.get(), target);
                } else {
                    Files.deleteIfExists(target);
                }
            } catch (IOException e) {
                why.addSuppressed(e);
            }
        });
    }
}
