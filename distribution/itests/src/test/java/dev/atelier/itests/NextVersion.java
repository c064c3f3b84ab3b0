package dev.atelier.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** An engine that is shipped, under another number. */
final class NextVersion {
    static final String NUMBER = "9.9.9";

    private NextVersion() {}

    /** @param bundle the beginning of its file name: {@code engine-llama} */
    static Path of(String bundle, Path folder) throws IOException {
        Path next = folder.resolve(bundle + "-" + NUMBER + ".jar");
        try (JarFile from = new JarFile(shipped(bundle).toFile())) {
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), NUMBER);
            try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(next), manifest)) {
                for (ZipEntry entry : from.stream().toList()) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        to.putNextEntry(new ZipEntry(entry.getName()));
                        from.getInputStream(entry).transferTo(to);
                        to.closeEntry();
                    }
                }
            }
        }
        return next;
    }

    private static Path shipped(String bundle) throws IOException {
        try (Stream<Path> files = Files.walk(Atelier.DIST)) {
            return files.filter(file -> file.getFileName().toString().matches(bundle + "-[\\d.].*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
