package dev.atelier.engine.agent.run;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.containers.api.ContainerSpec.Label;
import dev.atelier.containers.api.ContainerSpec.Mount;
import dev.atelier.engine.agent.git.SafeDelete;
import dev.atelier.engine.agent.launch.Places;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the worker's user has set up an agent, for one that runs here. Copied, unless the operator wants it shown: what an
 * agent writes into it should not come back to this host. A copy is without what lets it in elsewhere, and without what
 * was said before.
 */
final class OwnConfiguration {
    private static final Map<String, String> FOLDERS = Map.of("claude_code", ".claude", "open_code", ".opencode");
    private static final Set<String> FILES_LEFT = Set.of(".credentials.json", "auth.json");
    private static final Set<String> FOLDERS_LEFT = Set.of("projects", "todos", "statsig", "logs");
    private static final String HISTORY = "history";
    private static final int MOST_FILES = 2_000;
    private static final long MOST_BYTES = 32L << 20;
    private static final Logger LOG = LoggerFactory.getLogger(OwnConfiguration.class);

    private OwnConfiguration() {}

    /**
     * @param from the home of the worker's user
     * @param to the agent's home
     * @return why it does not come along, if it should
     */
    static Optional<String> copy(String agentType, Path from, Path to) throws IOException {
        Path source = folder(agentType, from).orElse(null);
        if (source == null) {
            return Optional.empty();
        }
        String folder = FOLDERS.get(agentType);
        Sizes sizes = new Sizes();
        Files.walkFileTree(source, sizes);
        if (sizes.files > MOST_FILES || sizes.bytes > MOST_BYTES) {
            return Optional.of("the configuration in ~/" + folder + " is not copied: it has more than " + MOST_FILES
                    + " files or " + Bytes.shown(MOST_BYTES));
        }
        Files.walkFileTree(source, new Copying(source, to.resolve(folder)));
        return Optional.empty();
    }

    /**
     * Itself, for the agent to read and to write.
     *
     * @param to the agent's home, where its place is made: an engine would make it root's
     */
    static Optional<Mount> shown(String agentType, Path from, Path to, Label label) throws IOException {
        Path source = folder(agentType, from).orElse(null);
        if (source == null) {
            return Optional.empty();
        }
        Path place = to.resolve(source.getFileName());
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            SafeDelete.tree(place); // a link that an agent has left there
        }
        AtomicFiles.ownerOnlyFolder(place);
        return Optional.of(new Mount(source.toRealPath(), Places.HOME + "/" + place.getFileName(), false, label));
    }

    private static Optional<Path> folder(String agentType, Path home) {
        return Optional.ofNullable(FOLDERS.get(agentType))
                .map(home::resolve)
                .filter(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Plain files that are meant to come along. Links lead anywhere, and stay. So does what cannot be read or is gone by
     * now: the user's own agent may be at work in there, and a run does without a file of it.
     */
    private abstract static class Chosen extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) throws IOException {
            if (FOLDERS_LEFT.contains(name(folder))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            enter(folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            String name = name(file);
            boolean left =
                    FILES_LEFT.contains(name) || name.toLowerCase(Locale.ROOT).startsWith(HISTORY);
            if (is.isRegularFile() && !left) {
                take(file, is.size());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException problem) {
            leave(path, problem);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
            if (problem != null) {
                leave(folder, problem);
            }
            return FileVisitResult.CONTINUE;
        }

        static void leave(Path path, IOException problem) {
            LOG.atDebug().addKeyValue("path", path).setCause(problem).log("a setting of the user's agent stays");
        }

        private static String name(Path path) {
            return String.valueOf(path.getFileName());
        }

        abstract void enter(Path folder) throws IOException;

        abstract void take(Path file, long size) throws IOException;
    }

    private static final class Sizes extends Chosen {
        private int files;
        private long bytes;

        @Override
        void enter(Path folder) {}

        @Override
        void take(Path file, long size) {
            files++;
            bytes += size;
        }
    }

    static final class Copying extends Chosen {
        private final Path source;
        private final Path target;

        Copying(Path source, Path target) {
            this.source = source;
            this.target = target;
        }

        @Override
        void enter(Path folder) {
            AtomicFiles.ownerOnlyFolder(target.resolve(source.relativize(folder)));
        }

        @Override
        void take(Path file, long size) throws IOException {
            try {
                Files.copy(file, target.resolve(source.relativize(file)), LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException | AccessDeniedException e) {
                leave(file, e);
            }
        }
    }
}
