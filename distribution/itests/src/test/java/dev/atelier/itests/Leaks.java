package dev.atelier.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Secrets in their usual disguises, and every place they were found in that is not theirs. */
final class Leaks {
    private final Map<String, List<String>> secrets = new LinkedHashMap<>();
    private final List<String> found = new ArrayList<>();
    private int searched;

    void secret(String name, String value) {
        if (value.length() < 8) {
            throw new IllegalArgumentException(name + " is too short to look for");
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        secrets.put(
                name,
                List.of(
                        value,
                        Base64.getEncoder().withoutPadding().encodeToString(bytes),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                        HexFormat.of().formatHex(bytes)));
    }

    /** @param mayHold secrets that belong there */
    void search(String where, String text, Set<String> mayHold) {
        searched++;
        secrets.forEach((name, disguises) -> {
            if (!mayHold.contains(name) && disguises.stream().anyMatch(text::contains)) {
                found.add(name + " in " + where);
            }
        });
    }

    void search(String where, String text) {
        search(where, text, Set.of());
    }

    /**
     * Every file of the home.
     *
     * @param holders the only files that may hold a secret, which they must keep to their owner
     */
    void files(Path home, Map<String, Set<String>> holders) throws IOException {
        for (Path file : files(home)) {
            String name = home.relativize(file).toString();
            Set<String> mayHold = holders.getOrDefault(name, Set.of());
            search("file " + name, read(file), mayHold);
            if (!mayHold.isEmpty()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                if (!mode.equals("rw-------")) {
                    found.add(name + " holds secrets and is " + mode);
                }
            }
        }
    }

    /** While others make and delete some. */
    private static List<Path> files(Path home) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                return unlessGone(why);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException why) throws IOException {
                return unlessGone(why);
            }

            private FileVisitResult unlessGone(IOException why) throws IOException {
                if (why != null && !(why instanceof NoSuchFileException)) {
                    throw why;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** One byte is one character; a file that goes meanwhile holds nothing. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    List<String> found() {
        return List.copyOf(found);
    }

    int searched() {
        return searched;
    }
}
