package dev.atelier.launcher.start;

import dev.atelier.launcher.feature.Coordinates;
import dev.atelier.launcher.feature.Feature;
import dev.atelier.launcher.feature.Features;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Bundles of the home that are installed instead of shipped ones: builds of a library that are too large, or of use to
 * too few, to be shipped. Each says by a header whose place it takes.
 */
final class Replacements {
    /** A shipped bundle as {@code group:artifact}. */
    static final String REPLACES = "Atelier-Replaces";

    private static final String WHAT = "cannot start";

    private final Map<String, Path> byArtifact;

    private Replacements(Map<String, Path> byArtifact) {
        this.byArtifact = byArtifact;
    }

    /** A bundle, and what tells it from another one at the same place. */
    record Replacement(Path file, String sha256) {}

    static Replacements in(Path folder, Features features) throws IOException {
        Map<String, Path> found = new HashMap<>();
        for (Path jar : jars(folder)) {
            String replaced = replaced(jar);
            check(jar, replaced, features);
            Path other = found.put(replaced, jar);
            if (other != null) {
                throw new StartFailure(
                        WHAT, other + " and " + jar + " both replace " + replaced, "take one of them away");
            }
        }
        return new Replacements(Map.copyOf(found));
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static String replaced(Path jar) {
        String header = null;
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            header = manifest == null ? null : manifest.getMainAttributes().getValue(REPLACES);
        } catch (IOException e) {
            throw new StartFailure(WHAT, jar + " cannot be read (" + e.getMessage() + ")", "copy it again, or away");
        }
        if (header == null || header.isBlank()) {
            throw new StartFailure(
                    WHAT, jar + " does not say what it replaces (" + REPLACES + ")", "take it away from there");
        }
        return header.strip();
    }

    private static void check(Path jar, String replaced, Features features) {
        List<Feature> with = features.byName().values().stream()
                .filter(feature -> feature.bundles().stream()
                        .anyMatch(entry -> artifact(entry.id()).equals(replaced)))
                .toList();
        if (with.isEmpty()) {
            throw new StartFailure(
                    WHAT,
                    jar + " replaces " + replaced + ", which this release does not have",
                    "take it away, or put one made for this release there");
        }
        if (with.stream().anyMatch(Feature::seeds)) {
            throw new StartFailure(
                    WHAT,
                    jar + " replaces " + replaced + ", which is an engine",
                    "take it away, and install it by: atelier engines install");
        }
    }

    /** What takes the place of a shipped bundle, if anything does. */
    Optional<Replacement> of(Coordinates shipped) throws IOException {
        Path file = byArtifact.get(artifact(shipped));
        return file == null ? Optional.empty() : Optional.of(new Replacement(file, sha256(file)));
    }

    private static String artifact(Coordinates id) {
        return id.group() + ":" + id.artifact();
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 20];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
