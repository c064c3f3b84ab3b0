package dev.atelier.session.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.api.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results on disk that wait for their studio. An entry is a body and then the document that describes it; without the
 * document it does not count, so a process may be killed at any moment.
 */
final class Outbox {
    static final int MAX_ENTRIES = 100;
    static final long MAX_BYTES = 1L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final String META = ".json";
    private static final String BODY = ".body";

    private final Path folder;
    private final int maxEntries;
    private final long maxBytes;
    /** Oldest first. */
    private final Map<String, Kept> entries = new LinkedHashMap<>();

    Outbox(Path folder) {
        this(folder, MAX_ENTRIES, MAX_BYTES);
    }

    Outbox(Path folder, int maxEntries, long maxBytes) {
        this.folder = folder;
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /** Reads what an earlier process left and throws away what it did not finish. */
    synchronized void open() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.toList();
        }
        List<Kept> whole = new ArrayList<>();
        Set<Path> wanted = new HashSet<>();
        for (Path file : files) {
            Optional<Kept> kept = file.toString().endsWith(META) ? read(file) : Optional.empty();
            kept.ifPresent(entry -> {
                whole.add(entry);
                wanted.add(file);
                wanted.add(body(entry.jobId()));
            });
        }
        for (Path file : files) {
            if (!wanted.contains(file)) {
                LOG.atWarn().addKeyValue("file", file.getFileName()).log("unfinished outbox entry removed");
                Files.deleteIfExists(file);
            }
        }
        whole.sort(Comparator.comparing(Kept::since));
        whole.forEach(entry -> entries.put(entry.jobId(), entry));
    }

    /**
     * Keeps a result.
     *
     * @return the older ones that had to go for it
     */
    synchronized List<Kept> put(Kept kept, Body body) throws IOException {
        AtomicFiles.ownerOnlyFolder(folder);
        remove(kept.jobId());
        Path target = body(kept.jobId());
        Path temporary = folder.resolve(target.getFileName() + ".tmp");
        try {
            take(body, temporary);
            AtomicFiles.move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
        AtomicFiles.write(meta(kept.jobId()), kept.write());
        entries.put(kept.jobId(), kept);
        return shrink();
    }

    synchronized List<Kept> all() {
        return List.copyOf(entries.values());
    }

    synchronized Optional<Kept> find(String jobId) {
        return Optional.ofNullable(entries.get(jobId));
    }

    synchronized int size() {
        return entries.size();
    }

    Body bodyOf(Kept kept) {
        return Body.of(body(kept.jobId()));
    }

    /** The document first: a body without one is nothing. */
    synchronized void remove(String jobId) throws IOException {
        entries.remove(jobId);
        Files.deleteIfExists(meta(jobId));
        Files.deleteIfExists(body(jobId));
    }

    private List<Kept> shrink() throws IOException {
        List<Kept> gone = new ArrayList<>();
        while (entries.size() > 1 && (entries.size() > maxEntries || bytes() > maxBytes)) {
            Kept oldest = entries.values().iterator().next();
            remove(oldest.jobId());
            gone.add(oldest);
        }
        return gone;
    }

    private long bytes() {
        return entries.values().stream().mapToLong(Kept::length).sum();
    }

    private Optional<Kept> read(Path meta) {
        try {
            Optional<Kept> kept = Kept.read(Files.readAllBytes(meta));
            return kept.filter(entry -> meta.equals(meta(entry.jobId())) && whole(entry));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean whole(Kept entry) {
        try {
            return Files.size(body(entry.jobId())) == entry.length();
        } catch (IOException e) {
            return false;
        }
    }

    /** A second name for the file costs nothing and outlives the first; where that is not possible, a copy. */
    private static void take(Body body, Path target) throws IOException {
        Files.deleteIfExists(target);
        Optional<Path> file = body.file();
        if (file.isEmpty() || !linked(file.get(), target)) {
            try (InputStream in = body.open()) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static boolean linked(Path file, Path target) {
        try {
            Files.createLink(target, file);
            return true;
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            LOG.atDebug().setCause(e).log("result is copied instead of linked");
            return false;
        }
    }

    private Path meta(String jobId) {
        return folder.resolve(name(jobId) + META);
    }

    private Path body(String jobId) {
        return folder.resolve(name(jobId) + BODY);
    }

    /** Ids come from outside; a file name must not. */
    private static String name(String jobId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(jobId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
