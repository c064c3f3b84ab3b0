package dev.atelier.console.internal;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The bundle's own files, as they lie on the class path of the tests. */
final class Files {
    private Files() {}

    static Map<String, byte[]> assets() throws IOException {
        Path root = path("assets/tokens.css").getParent();
        Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> found = java.nio.file.Files.walk(Objects.requireNonNull(root))) {
            for (Path file : found.filter(java.nio.file.Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString().replace('\\', '/'), java.nio.file.Files.readAllBytes(file));
            }
        }
        return files;
    }

    static String text(String name) throws IOException {
        return java.nio.file.Files.readString(path(name), StandardCharsets.UTF_8);
    }

    private static Path path(String name) throws IOException {
        URL url = Objects.requireNonNull(Files.class.getClassLoader().getResource(name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
