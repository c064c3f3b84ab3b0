package dev.atelier.engine.host.api;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * What a bundle carries for its child, as files the child can read. Unpacked once by each object, so over what an
 * earlier run left there; give it a folder in the bundle's data area, which belongs to one revision of the bundle.
 */
public final class Unpacked {
    private final Path folder;
    private final Map<String, Path> done = new HashMap<>();

    public Unpacked(Path folder) {
        this.folder = folder;
    }

    /** A folder with the classes of the package this class is in, for a class path. */
    public synchronized Path classes(Class<?> anchor) throws IOException {
        Path known = done.get(anchor.getPackageName());
        if (known != null) {
            return known;
        }
        Path target = folder.resolve("classes");
        String place = anchor.getPackageName().replace('.', '/');
        Path into = Files.createDirectories(target.resolve(place));
        Bundle bundle = FrameworkUtil.getBundle(anchor);
        if (bundle == null) {
            copyFromClassPath(anchor, into);
        } else {
            copyFromBundle(bundle, place, into);
        }
        done.put(anchor.getPackageName(), target);
        return target;
    }

    /** A file the bundle of this class carries, such as a jar. */
    public synchronized Path file(Class<?> anchor, String resource) throws IOException {
        Path known = done.get(resource);
        if (known != null) {
            return known;
        }
        try (InputStream in = anchor.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource + " is not in the bundle");
            }
            Path file = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
            copy(in, file);
            done.put(resource, file);
            return file;
        }
    }

    private static void copyFromBundle(Bundle bundle, String place, Path into) throws IOException {
        Enumeration<URL> entries = bundle.findEntries(place, "*.class", false);
        if (entries == null) {
            throw new FileNotFoundException("no classes in " + place + " of the bundle");
        }
        while (entries.hasMoreElements()) {
            URL entry = entries.nextElement();
            try (InputStream in = entry.openStream()) {
                copy(in, into.resolve(entry.getPath().substring(entry.getPath().lastIndexOf('/') + 1)));
            }
        }
    }

    /** Without a container: the classes lie in a folder or in a jar. */
    private static void copyFromClassPath(Class<?> anchor, Path into) throws IOException {
        URL self = anchor.getResource(anchor.getSimpleName() + ".class");
        if (self == null) {
            throw new FileNotFoundException("no class file of " + anchor.getName());
        }
        try {
            URI uri = self.toURI();
            if (uri.getScheme().equals("file")) {
                copyFolder(Path.of(uri).resolveSibling(""), into);
                return;
            }
            URI jar = URI.create(uri.toString().substring(0, uri.toString().indexOf("!/")));
            try (var system = java.nio.file.FileSystems.newFileSystem(jar, Map.of())) {
                copyFolder(system.getPath("/", anchor.getPackageName().replace('.', '/')), into);
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void copyFolder(Path from, Path into) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    copy(in, into.resolve(file.getFileName().toString()));
                }
            }
        }
    }

    /** Never a file half written: a child may be reading the one before. */
    private static void copy(InputStream in, Path file) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
