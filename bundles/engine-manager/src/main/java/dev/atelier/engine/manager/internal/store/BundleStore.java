package dev.atelier.engine.manager.internal.store;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.manager.api.RefusedOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Engine bundles by the hash of their bytes: {@code store/<sha256>/<bsn>-<version>.jar}. */
public final class BundleStore {
    private static final Logger LOG = LoggerFactory.getLogger(BundleStore.class);
    /** What a bundle may weigh. */
    public static final long MAX_BYTES = 512L * 1024 * 1024;
    /** Left free for the journal and everybody else. */
    private static final long RESERVE = 16L * 1024 * 1024;

    /** Folders beside the store where things lie only while somebody works on them. */
    private static final List<String> PASSING = List.of("staging", "uploads", "scratch");

    private final Path engines;
    private final Path store;
    private final Path staging;
    private final Disk disk;

    public BundleStore(Path engines, Disk disk) {
        this.engines = engines;
        this.store = engines.resolve("store");
        this.staging = engines.resolve("staging");
        this.disk = disk;
    }

    /** Told how many bytes have come so far; may end the copy by throwing. */
    @FunctionalInterface
    public interface Progress {
        void arrived(long bytes) throws SourceBroken;
    }

    /**
     * Copies and hashes.
     *
     * @param expected the size as far as known, or negative
     * @throws SourceBroken when the bytes do not come, which says nothing about this disk
     */
    public Staged stage(InputStream from, long expected, Progress progress) throws RefusedOperation, SourceBroken {
        if (expected > MAX_BYTES) {
            throw tooLarge();
        }
        Path file = staging.resolve(UUID.randomUUID() + ".tmp");
        boolean whole = false;
        try {
            AtomicFiles.ownerOnlyFolder(staging);
            if (disk.freeBytes(staging) < Math.max(expected, 0) + RESERVE) {
                throw full("only " + disk.freeBytes(staging) / (1024 * 1024) + " MiB are free");
            }
            Staged staged = copy(from, expected, file, progress);
            if (staged.size() < expected) {
                throw new SourceBroken("it ended after " + portion(staged.size(), expected), null);
            }
            whole = true;
            return staged;
        } catch (SourceBroken e) {
            throw e;
        } catch (IOException e) {
            throw full(String.valueOf(e.getMessage()));
        } finally {
            if (!whole) {
                discard(file);
            }
        }
    }

    private Staged copy(InputStream from, long expected, Path file, Progress progress)
            throws IOException, RefusedOperation {
        MessageDigest digest = Digests.sha256();
        long size = 0;
        try (FileChannel channel = disk.create(file)) {
            byte[] buffer = new byte[64 * 1024];
            while (true) {
                int n = read(from, buffer, size, expected);
                if (n < 0) {
                    break;
                }
                size += n;
                progress.arrived(size);
                if (size > MAX_BYTES) {
                    throw tooLarge();
                }
                digest.update(buffer, 0, n);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        return new Staged(file, Digests.hex(digest), size);
    }

    private static int read(InputStream from, byte[] buffer, long soFar, long expected) throws SourceBroken {
        try {
            return from.read(buffer);
        } catch (IOException e) {
            // A connection that is cut is an end to some runtimes and a failure to others.
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new SourceBroken(why + " after " + portion(soFar, expected), e);
        }
    }

    private static String portion(long bytes, long expected) {
        return bytes + (expected < 0 ? "" : " of " + expected) + " bytes";
    }

    /** Moves a staged file to its place; the same bytes may be there already. */
    public synchronized Path keep(Staged staged, String bsn, String version) throws RefusedOperation {
        try {
            Path folder = store.resolve(staged.sha256());
            Files.createDirectories(folder);
            Path target = folder.resolve(safe(bsn) + "-" + safe(version) + ".jar");
            if (find(staged.sha256()).isEmpty()) {
                AtomicFiles.move(staged.file(), target);
            }
            return find(staged.sha256()).orElse(target);
        } catch (IOException e) {
            throw full(String.valueOf(e.getMessage()));
        }
    }

    private static String safe(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    public Optional<Path> find(String sha256) {
        Path folder = store.resolve(sha256);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar")).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Deletes what nobody refers to. Nothing is kept meanwhile, and the references are looked at only now: a bundle that
     * another operation has just brought in is known before its file is here.
     */
    public synchronized void prune(Supplier<Set<String>> known) {
        Set<String> keep = known.get();
        for (Path folder : list(store)) {
            if (!keep.contains(String.valueOf(folder.getFileName()))) {
                discard(folder);
            }
        }
    }

    /** Deletes what a killed process left behind: half uploads, copies, the scratch of a self-test. */
    public void sweepLeftovers(Instant before) {
        for (String folder : PASSING) {
            for (Path each : list(engines.resolve(folder))) {
                if (olderThan(before, each)) {
                    discard(each);
                }
            }
        }
    }

    private static boolean olderThan(Instant time, Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("cannot list the engine store");
            return List.of();
        }
    }

    private static void discard(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("path", path).setCause(e).log("cannot delete from the engine store");
        }
    }

    private static RefusedOperation full(String why) {
        return new RefusedOperation(
                507, "disk_full", "the bundle could not be stored: " + why + "; free some disk space and try again");
    }

    private static RefusedOperation tooLarge() {
        return new RefusedOperation(
                413, "too_large", "the bundle is larger than " + MAX_BYTES / (1024 * 1024) + " MiB");
    }
}
