package dev.atelier.studio.store.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Optional;

/** Results as files: whole and on disk before they have their name. */
final class FileResults implements ResultStore {
    private final Path folder;
    private final Incoming incoming;

    FileResults(Path folder, Incoming incoming) {
        this.folder = AtomicFiles.ownerOnlyFolder(folder);
        this.incoming = incoming;
    }

    @Override
    public Path incoming() {
        return incoming.folder();
    }

    @Override
    public void publish(String jobId, String claim, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Path target = target(jobId, claim);
        makeShelf(target);
        AtomicFiles.move(file, target);
    }

    @Override
    public void publish(String jobId, String claim, byte[] bytes) throws IOException {
        Path target = target(jobId, claim);
        makeShelf(target);
        AtomicFiles.write(target, bytes);
    }

    @Override
    public Optional<Opened> open(String jobId, String claim) throws IOException {
        try {
            FileChannel channel = FileChannel.open(target(jobId, claim), StandardOpenOption.READ);
            return Optional.of(new Opened(java.nio.channels.Channels.newInputStream(channel), channel.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String jobId, String claim) throws IOException {
        Files.deleteIfExists(target(jobId, claim));
    }

    Strays strays(Reader jobs, Clock clock) {
        return new Strays(folder, jobs, clock);
    }

    private Path target(String jobId, String claim) {
        String shelf = Hashes.sha256(jobId).substring(0, 2);
        return folder.resolve(shelf).resolve(ResultNames.of(jobId, claim));
    }

    private static void makeShelf(Path target) throws IOException {
        Path shelf = java.util.Objects.requireNonNull(target.getParent());
        if (!Files.isDirectory(shelf)) {
            AtomicFiles.ownerOnlyFolder(shelf);
            // The shelf's own name must be on disk too.
            try (FileChannel channel =
                    FileChannel.open(java.util.Objects.requireNonNull(shelf.getParent()), StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
