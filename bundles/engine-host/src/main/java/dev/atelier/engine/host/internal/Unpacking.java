package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Lays the files of an archive side by side into a folder, each under its bare name: whatever folders an entry names,
 * none of them is entered. Links lead to files beside them or are left out.
 */
final class Unpacking {
    static final Limits LIMITS = new Limits(8L << 30, 5_000);

    private final Path folder;
    private final Limits limits;
    private final JobContext context;
    private final Map<String, String> links = new LinkedHashMap<>();
    private long bytes;
    private int files;

    /** Beyond these an archive is no program's. */
    record Limits(long bytes, int files) {}

    private Unpacking(Path folder, Limits limits, JobContext context) {
        this.folder = folder;
        this.limits = limits;
        this.context = context;
    }

    static void unpack(Path archive, Path folder, Limits limits, JobContext context)
            throws IOException, EngineException {
        Files.createDirectories(folder);
        Unpacking unpacking = new Unpacking(folder, limits, context);
        if (startsWith(archive, "PK")) {
            unpacking.zip(archive);
        } else if (startsWith(archive, "\u001f\u008b")) {
            unpacking.tar(archive);
        } else {
            throw new IOException("it is neither a zip nor a gzipped tar");
        }
        unpacking.link();
    }

    private static boolean startsWith(Path archive, String magic) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            byte[] head = in.readNBytes(magic.length());
            return new String(head, java.nio.charset.StandardCharsets.ISO_8859_1).equals(magic);
        }
    }

    private void zip(Path archive) throws IOException, EngineException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Optional<String> name = bareName(entry.getName());
                count();
                if (!entry.isDirectory() && name.isPresent()) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        write(name.get(), in);
                    }
                }
            }
        }
    }

    private void tar(Path archive) throws IOException, EngineException {
        try (InputStream in = new BufferedInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive), 1 << 16)), 1 << 16)) {
            Tar tar = new Tar(in);
            for (Tar.Entry entry = tar.next(); entry != null; entry = tar.next()) {
                Optional<String> name = bareName(entry.name());
                count();
                if (name.isEmpty() || entry.type() != Tar.Type.FILE) {
                    add(entry.size()); // skipping it unpacks it all the same
                }
                if (name.isEmpty()) {
                    continue;
                }
                switch (entry.type()) {
                    case FILE -> {
                        Path file = write(name.get(), tar.content());
                        if (entry.executable()) {
                            executable(file);
                        }
                    }
                    case SYMBOLIC_LINK, HARD_LINK ->
                        bareName(entry.target()).ifPresent(target -> links.put(name.get(), target));
                    case OTHER -> {}
                }
            }
        }
    }

    /** What is left of a path when nothing may be left but a name; empty for a folder. */
    static Optional<String> bareName(String path) throws IOException {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        if (name.equals("..")
                || name.equals(".")
                || name.length() > 200
                || name.chars().anyMatch(c -> c < ' ' || c == ':' || c == 127)) {
            throw new IOException("it holds a file with a name that is none");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private void count() throws IOException, EngineException {
        context.checkCancelled();
        if (++files > limits.files()) {
            throw new IOException("it holds more than " + limits.files() + " files");
        }
    }

    private void add(long more) throws IOException {
        bytes += more;
        if (bytes > limits.bytes()) {
            throw new IOException("it unpacks to more than " + (limits.bytes() >> 20) + " MiB");
        }
    }

    private Path write(String name, InputStream in) throws IOException, EngineException {
        Path file = folder.resolve(name);
        links.remove(name);
        byte[] chunk = new byte[1 << 16];
        try (FileChannel out = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                add(n);
                context.checkCancelled();
                ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, n);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            out.force(true); // the marker that is written later says that all of it is there
        }
        return file;
    }

    private void link() throws IOException {
        for (Map.Entry<String, String> each : links.entrySet()) {
            Path link = folder.resolve(each.getKey());
            Path target = folder.resolve(end(each.getValue()));
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) || !Files.isRegularFile(target)) {
                continue;
            }
            try {
                Files.createSymbolicLink(link, target.getFileName());
            } catch (UnsupportedOperationException | IOException e) {
                Files.copy(target, link, StandardCopyOption.COPY_ATTRIBUTES); // Windows, without the right to link
            }
        }
    }

    /** Where a chain of links ends; one that does not end leads to no file. */
    private String end(String name) {
        String at = name;
        for (int i = 0; i < links.size(); i++) {
            String next = links.get(at);
            if (next == null) {
                return at;
            }
            at = next;
        }
        return at;
    }

    /** Only its owner needs to run it. */
    static void executable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true, true) && !Files.isExecutable(file)) {
            throw new IOException(file + " cannot be made executable");
        }
    }
}
