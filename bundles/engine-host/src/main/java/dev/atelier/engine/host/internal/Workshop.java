package dev.atelier.engine.host.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one provisioning while it runs: {@code .sd-cli-<pid>-<number>…} beside the folder they are for, so that
 * nothing has to cross a file system. Closing it deletes all of them, and opening it what a killed worker left.
 */
final class Workshop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

    private final Path root;
    private final String stem;

    Workshop(Path root, String program) throws IOException {
        this.root = Files.createDirectories(root);
        this.stem = "." + program + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        Pattern ours = Pattern.compile("\\." + Pattern.quote(program) + "-(\\d{1,18})-\\d+.*");
        for (Path file : list(root)) {
            Matcher name = ours.matcher(String.valueOf(file.getFileName()));
            if (name.matches()
                    && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                delete(file);
            }
        }
    }

    Path archive(String url) {
        String path = url.split("[?#]", 2)[0];
        return root.resolve(stem + (path.endsWith(".tar.gz") || path.endsWith(".tgz") ? ".tar.gz" : ".zip"));
    }

    Path staging() {
        return root.resolve(stem + ".staging");
    }

    Path before() {
        return root.resolve(stem + ".before");
    }

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /** Never the reason why a provisioning fails. */
    @Override
    public void close() {
        try {
            for (Path file : list(root)) {
                if (String.valueOf(file.getFileName()).startsWith(stem + ".")) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", root).setCause(e).log("what is left of a provisioning cannot be found");
        }
    }

    private static void delete(Path file) {
        try {
            Files.walkFileTree(file, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                    Files.delete(each);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
                    Files.delete(each);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("what is left of a provisioning cannot be deleted");
        }
    }
}
