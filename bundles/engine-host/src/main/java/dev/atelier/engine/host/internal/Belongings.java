package dev.atelier.engine.host.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.host.api.Provisions.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of a folder came with a release, noted in a file beside its marker, so that its successor can take away
 * what it does not replace. What somebody else put there is never on the list, and stays.
 */
final class Belongings {
    private static final Logger LOG = LoggerFactory.getLogger(Belongings.class);
    private static final String ENDING = ".files";

    private final Path folder;
    private final Path list;
    /** Of the releases before. */
    private final Set<String> names;

    private Belongings(Path folder, Path list) {
        this.folder = folder;
        this.list = list;
        this.names = read(list);
    }

    static Belongings of(Release release) {
        return new Belongings(release.folder(), release.folder().resolve(name(release)));
    }

    /** What the list is called. */
    static String name(Release release) {
        return release.marker() + ENDING;
    }

    private static Set<String> read(Path list) {
        try {
            return Files.readAllLines(list).stream()
                    .filter(Belongings::plain)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            return new TreeSet<>(); // none: of what is there nothing is known to be ours
        }
    }

    /** A list that somebody changed leads to nowhere else. */
    private static boolean plain(String name) {
        return !name.isBlank()
                && !name.contains("/")
                && !name.contains("\\")
                && !name.equals("..")
                && !name.equals(".");
    }

    /** Notes files before they are put there: a worker that is killed meanwhile leaves nothing it knows nothing of. */
    void add(Collection<Path> files) throws IOException {
        Set<String> both = new TreeSet<>(names);
        both.addAll(named(files));
        Files.createDirectories(folder);
        write(both);
    }

    /** The files before are there again, and no others. */
    void restore() throws IOException {
        if (names.isEmpty()) {
            Files.deleteIfExists(list);
        } else {
            write(names);
        }
    }

    /** Takes away what earlier releases left. Never the reason why a provisioning fails. */
    void keepOnly(Collection<Path> files) {
        Set<String> now = named(files);
        Set<String> stays = new TreeSet<>(now);
        for (String name : names) {
            if (!now.contains(name) && !gone(folder.resolve(name))) {
                stays.add(name); // and is tried again next time
            }
        }
        try {
            write(stays);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", list).setCause(e).log("what belongs to a program cannot be noted");
        }
    }

    private static boolean gone(Path file) {
        try {
            if (!Files.isDirectory(file)) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("a file of an older release cannot be deleted");
            return false;
        }
    }

    private static Set<String> named(Collection<Path> files) {
        return files.stream()
                .map(file -> String.valueOf(file.getFileName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void write(Set<String> all) throws IOException {
        AtomicFiles.write(list, String.join("\n", all) + "\n");
    }
}
