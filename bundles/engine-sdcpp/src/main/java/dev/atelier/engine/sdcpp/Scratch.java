package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one job while its program works: {@code studio-worker-sdcpp/out-<pid>-<nanos>…} in the temporary
 * folder. Closing it deletes all of them.
 */
final class Scratch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
    private static final String FOLDER = "studio-worker-sdcpp";
    private static final Pattern OWNER = Pattern.compile("out-(\\d{1,18})-");
    private static final AtomicLong LAST = new AtomicLong();

    private final Path folder;
    private final String stem;

    private Scratch(Path folder) {
        this.folder = folder;
        long now = System.nanoTime();
        long unique = LAST.updateAndGet(last -> Math.max(last + 1, now));
        this.stem = "out-" + ProcessHandle.current().pid() + "-" + Math.abs(unique);
    }

    /** @param temporary everybody's; what somebody else made there is not used */
    static Scratch open(Path temporary, JobContext context) throws EngineException {
        Path folder = temporary.resolve(FOLDER);
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(folder);
                if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                }
            }
            if (!ours(folder, context.scratch())) {
                return new Scratch(context.scratch());
            }
            clear(folder);
            return new Scratch(folder);
        } catch (IOException e) {
            throw EngineException.failed("there is no place for the files of the job: " + e.getMessage(), e);
        }
    }

    private static boolean ours(Path folder, Path own) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.isWritable(folder)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
    }

    /** What workers left that were killed. */
    private static void clear(Path folder) {
        list(folder).forEach(file -> {
            Matcher name = OWNER.matcher(String.valueOf(file.getFileName()));
            if (name.lookingAt()
                    && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                delete(file);
            }
        });
    }

    Path output(String ext) {
        return folder.resolve(stem + "." + ext);
    }

    Path file(String what, String ext) {
        return folder.resolve(stem + "-" + what + "." + ext);
    }

    /** What the program wrote: one file, the first of several, or the same under an extension it likes better. */
    Optional<Path> written(String ext) {
        Path output = output(ext);
        if (Files.isRegularFile(output)) {
            return Optional.of(output);
        }
        return all().filter(file -> {
                    String rest = String.valueOf(file.getFileName()).substring(stem.length());
                    return rest.matches("_\\d+\\.\\w+|\\." + ext + "\\.\\w+");
                })
                .findFirst();
    }

    private Stream<Path> all() {
        return list(folder).filter(file -> String.valueOf(file.getFileName()).matches(stem + "\\D.*"));
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("a file of a job cannot be deleted");
        }
    }

    @Override
    public void close() {
        all().forEach(Scratch::delete);
    }
}
