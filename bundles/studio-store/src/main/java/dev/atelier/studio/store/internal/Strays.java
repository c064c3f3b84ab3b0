package dev.atelier.studio.store.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Result files whose job knows nothing of them: a studio that is killed between a result and its row leaves one. They are
 * looked for one shelf at a time, so that a million results are walked past in hours and not at once.
 */
final class Strays {
    private static final Logger LOG = LoggerFactory.getLogger(Strays.class);
    private static final int SHELVES = 256;
    /** No attempt takes so long to be written down. */
    private static final Duration AGE = Duration.ofDays(1);
    /** A claim is always ours; jobs with ids of another make were named by a hash, and are left alone. */
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_-]{1,80})-([0-9a-f-]{36})");

    private final Path folder;
    private final Reader reader;
    private final Clock clock;
    private int shelf;

    Strays(Path folder, Reader reader, Clock clock) {
        this.folder = folder;
        this.reader = reader;
        this.clock = clock;
    }

    /** Looks at the next shelf. @return how many files went */
    int next() {
        Path here = folder.resolve(String.format("%02x", shelf));
        shelf = (shelf + 1) % SHELVES;
        int gone = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(here)) {
            for (Path file : files) {
                gone += stray(file) && Files.deleteIfExists(file) ? 1 : 0;
            }
        } catch (NoSuchFileException e) {
            return gone; // nothing was ever put there, or it went while we looked
        } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("folder", here).setCause(e).log("results of nobody could not be looked for");
        }
        if (gone > 0) {
            LOG.atInfo().addKeyValue("files", gone).log("results of nobody removed");
        }
        return gone;
    }

    private boolean stray(Path file) throws IOException {
        Instant before = clock.instant().minus(AGE);
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches()
                && Files.getLastModifiedTime(file).toInstant().isBefore(before)
                && reader.rows(
                                "select 1 from jobs where id = ? and claim = ?",
                                List.of(name.group(1), name.group(2)),
                                row -> 1)
                        .isEmpty();
    }
}
