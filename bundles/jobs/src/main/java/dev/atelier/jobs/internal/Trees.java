package dev.atelier.jobs.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files and folders, with all that is in them. */
final class Trees {
    private static final Logger LOG = LoggerFactory.getLogger(Trees.class);

    private Trees() {}

    static void deleteChildrenOlderThan(Path folder, Instant time) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path child : all.toList()) {
                if (Files.getLastModifiedTime(child).toInstant().isBefore(time)) {
                    delete(child);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("path", folder).setCause(e).log("leftovers not deleted");
        }
    }

    /** What cannot be deleted is reported and stays; links are not followed. */
    static void delete(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("path", tree).setCause(e).log("not deleted");
        }
    }
}
