package dev.atelier.engine.agent.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Folders below a worktree's root that git would not take as plain files: they hold a {@code .git}, by whatever name a
 * file system of others would understand one. No link is followed.
 */
final class NestedRepositories {
    private static final Pattern GIT = Pattern.compile("(?i)\\.git[ .]*(:.*)?|git~[0-9]+");

    private NestedRepositories() {}

    static List<Path> in(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        FileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                if (isGit(folder)) {
                    return hold(folder);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return isGit(file) && !file.equals(root.resolve(".git")) ? hold(file) : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException trouble) {
                return FileVisitResult.CONTINUE; // git says what it cannot read
            }

            private FileVisitResult hold(Path git) {
                Path holder = Objects.requireNonNull(git.getParent());
                if (!holder.equals(root)) {
                    found.add(root.relativize(holder));
                    return FileVisitResult.SKIP_SIBLINGS;
                }
                if (!git.getFileName().toString().equals(".git")) {
                    found.add(root.relativize(git)); // git itself takes no notice of the plain one only
                }
                return FileVisitResult.SKIP_SUBTREE;
            }
        };
        Files.walkFileTree(root, visitor);
        return found;
    }

    private static boolean isGit(Path path) {
        return GIT.matcher(path.getFileName().toString()).matches();
    }
}
