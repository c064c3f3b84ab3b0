package dev.atelier.engine.manager.internal.verify;

import dev.atelier.engine.api.EngineId;
import dev.atelier.engine.manager.api.RefusedOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * What a jar says of itself before anything of it runs.
 *
 * @param memoryBytes attribute {@code memory} of its capability, 0 when it says nothing
 */
public record EngineJar(
        String engine, String bsn, Version version, boolean singleton, boolean fragment, long memoryBytes) {
    private static final int MAX_ENTRIES = 200_000;
    private static final long MAX_UNPACKED = 8L * 1024 * 1024 * 1024;

    /** Reads every entry once, so that a damaged jar is found here and not in the middle of a start. */
    public static EngineJar inspect(Path file) throws RefusedOperation {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Manifest manifest = manifest(zip);
            readAll(zip);
            return of(manifest.getMainAttributes());
        } catch (IOException e) {
            throw notAnEngine("the file is not a jar, or is damaged or cut short (" + reason(e) + ")");
        }
    }

    /** What it says of itself, with no look at the rest. For who has it inspected before it is used. */
    public static EngineJar describe(Path file) throws RefusedOperation {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return of(manifest(zip).getMainAttributes());
        } catch (IOException e) {
            throw notAnEngine("the file is not a jar, or is damaged or cut short (" + reason(e) + ")");
        }
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static Manifest manifest(ZipFile zip) throws IOException, RefusedOperation {
        ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
        if (entry == null) {
            throw notAnEngine("the jar has no manifest");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return new Manifest(in);
        }
    }

    private static void readAll(ZipFile zip) throws IOException {
        if (zip.size() > MAX_ENTRIES) {
            throw new IOException("more than " + MAX_ENTRIES + " entries");
        }
        long left = MAX_UNPACKED;
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            left -= read(zip, entries.nextElement(), left);
        }
    }

    private static long read(ZipFile zip, ZipEntry entry, long most) throws IOException {
        byte[] buffer = new byte[32 * 1024];
        long size = 0;
        CRC32 sum = new CRC32(); // the zip reader itself does not look at the check sums
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sum.update(buffer, 0, n);
                size += n;
                if (size > most) {
                    throw new IOException("unpacks to more than 8 GiB");
                }
            }
        }
        if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
            throw new IOException("the check sum of " + entry.getName() + " is wrong");
        }
        return size;
    }

    private static EngineJar of(Attributes main) throws RefusedOperation {
        if (!"2".equals(value(main, "Bundle-ManifestVersion"))) {
            throw notAnEngine("the jar is not an OSGi bundle (Bundle-ManifestVersion is not 2)");
        }
        Clause name = one(main, "Bundle-SymbolicName");
        Version version = version(value(main, "Bundle-Version"));
        Clause capability = capability(main);
        String engine = capability.attributes().getOrDefault(EngineId.NAMESPACE, "");
        if (!engine.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw notAnEngine("the bundle names its engine `" + engine + "`, which is not a lower-case word");
        }
        return new EngineJar(
                engine,
                name.name(),
                version,
                "true".equals(name.directives().get("singleton")),
                value(main, "Fragment-Host") != null,
                memory(capability));
    }

    private static long memory(Clause capability) {
        String text = capability.attributes().getOrDefault("memory", "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Clause one(Attributes main, String header) throws RefusedOperation {
        String text = value(main, header);
        List<Clause> clauses = text == null ? List.of() : clauses(text);
        if (clauses.size() != 1) {
            throw notAnEngine("the jar is not an OSGi bundle (no " + header + ")");
        }
        return clauses.get(0);
    }

    private static Clause capability(Attributes main) throws RefusedOperation {
        String text = value(main, "Provide-Capability");
        List<Clause> engines = text == null
                ? List.of()
                : clauses(text).stream()
                        .filter(c -> c.name().equals(EngineId.NAMESPACE))
                        .toList();
        if (engines.isEmpty()) {
            throw notAnEngine("the bundle holds no engine (no capability " + EngineId.NAMESPACE + ")");
        }
        if (engines.size() > 1) {
            throw notAnEngine("the bundle holds " + engines.size() + " engines ("
                    + engines.stream()
                            .map(c -> c.attributes().getOrDefault(EngineId.NAMESPACE, "?"))
                            .collect(Collectors.joining(", "))
                    + "); one bundle brings one engine");
        }
        return engines.get(0);
    }

    private static List<Clause> clauses(String header) throws RefusedOperation {
        try {
            return Clause.parse(header);
        } catch (IllegalArgumentException e) {
            throw notAnEngine("the bundle's manifest is malformed: " + e.getMessage());
        }
    }

    private static Version version(@Nullable String text) throws RefusedOperation {
        try {
            return Version.parseVersion(text);
        } catch (IllegalArgumentException e) {
            throw notAnEngine("the bundle's version is malformed: " + text);
        }
    }

    private static @Nullable String value(Attributes main, String header) {
        String text = main.getValue(header);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static RefusedOperation notAnEngine(String why) {
        return new RefusedOperation(400, "not_an_engine", why);
    }
}
