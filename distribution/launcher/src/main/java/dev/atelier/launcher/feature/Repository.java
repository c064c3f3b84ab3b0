package dev.atelier.launcher.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The shipped bundles in Maven layout, with the hashes the assembly wrote down. */
public record Repository(Path root, Map<String, String> sha256ByPath) {
    public static final String SUMS = "SHA256SUMS";

    /** A shipped file and its hash. */
    public record Artifact(Coordinates id, Path file, String sha256) {}

    public Repository {
        sha256ByPath = Map.copyOf(sha256ByPath);
    }

    public static Repository open(Path root) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        for (String line : Files.readAllLines(root.resolve(SUMS))) {
            String[] columns = line.split(" {2}", 2);
            if (columns.length == 2) {
                sums.put(columns[1], columns[0]);
            }
        }
        return new Repository(root, sums);
    }

    public Artifact find(Coordinates id) {
        String path = id.path().toString().replace('\\', '/');
        String sha256 = sha256ByPath.get(path);
        Path file = root.resolve(path);
        if (sha256 == null || !Files.isRegularFile(file)) {
            throw new UncheckedIOException(new IOException(id + " is missing from " + root));
        }
        return new Artifact(id, file, sha256);
    }
}
