package dev.atelier.checks;

import dev.atelier.launcher.feature.Feature;
import dev.atelier.launcher.feature.Features;
import dev.atelier.launcher.feature.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Two lists, that of the build file and that of the features, must be one; then the hashes are written. */
final class RepositoryCheck {
    private RepositoryCheck() {}

    static void check(Path repository, Features features) throws IOException {
        Set<String> present = present(repository);
        Set<String> named = new TreeSet<>();
        for (Feature feature : features.byName().values()) {
            feature.bundles().forEach(entry -> named.add(slashed(entry.id().path())));
        }
        Set<String> missing = new TreeSet<>(named);
        missing.removeAll(present);
        Set<String> extra = new TreeSet<>(present);
        extra.removeAll(named);
        if (!missing.isEmpty() || !extra.isEmpty()) {
            throw new IllegalStateException(
                    "features and distribution/pom.xml differ: not in the pom " + missing + ", in no feature " + extra);
        }
        List<String> sums = new ArrayList<>();
        for (String path : present) {
            sums.add(sha256(repository.resolve(path)) + "  " + path);
        }
        Files.write(repository.resolve(Repository.SUMS), sums);
    }

    private static Set<String> present(Path repository) throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            Set<String> present = new TreeSet<>();
            files.filter(Files::isRegularFile).forEach(file -> present.add(slashed(repository.relativize(file))));
            present.remove(Repository.SUMS);
            return present;
        }
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
