package dev.atelier.benchmarks;

import dev.atelier.benchmarks.peer.ConsumerActivator;
import dev.atelier.benchmarks.peer.ServiceActivator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes the bundles the peer is measured with, of classes on the class path. */
final class PeerBundles {
    static final String SERVICE = "benchmark.service";

    private PeerBundles() {}

    static Path service(Path folder, String version) throws IOException {
        return build(folder, SERVICE, version, ServiceActivator.class, "org.osgi.framework");
    }

    static Path consumer(Path folder) throws IOException {
        return build(
                folder,
                "benchmark.consumer",
                "1.0.0",
                ConsumerActivator.class,
                "org.osgi.framework,org.osgi.util.tracker",
                ServiceActivator.class);
    }

    private static Path build(
            Path folder, String name, String version, Class<?> activator, String imports, Class<?>... more)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", version);
        main.putValue("Bundle-Activator", activator.getName());
        main.putValue("Import-Package", imports);
        Path jar = folder.resolve(name + "-" + version + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            add(out, activator);
            for (Class<?> type : more) {
                add(out, type);
            }
        }
        return jar;
    }

    private static void add(JarOutputStream out, Class<?> type) throws IOException {
        out.putNextEntry(new JarEntry(type.getName().replace('.', '/') + ".class"));
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            if (in == null) {
                throw new IOException("cannot find " + type);
            }
            in.transferTo(out);
        }
        out.closeEntry();
    }
}
