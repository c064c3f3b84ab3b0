package dev.atelier.http.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the certificate of the main listener lies, as the settings say.
 *
 * @param keystore whether the first is a keystore and the second holds its password; else they are certificate and key
 */
record TlsFiles(Path first, Path second, boolean keystore) {
    static final String CERT = "http.tls.cert";
    static final String KEY = "http.tls.key";
    static final String KEYSTORE = "http.tls.keystore";
    static final String PASSWORD_FILE = "http.tls.keystore_password_file";

    private static final long MOST = 1024 * 1024;

    /** Empty when nothing is set: then the listener speaks plain HTTP. */
    static Optional<TlsFiles> of(Map<String, Object> settings) throws TlsProblem {
        boolean pem = isSet(settings, CERT) || isSet(settings, KEY);
        boolean store = isSet(settings, KEYSTORE) || isSet(settings, PASSWORD_FILE);
        if (pem && store) {
            throw new TlsProblem(
                    "tls-settings",
                    "both PEM files and a keystore are set",
                    "set either " + CERT + " and " + KEY + ", or " + KEYSTORE + " and " + PASSWORD_FILE);
        }
        if (pem) {
            return Optional.of(new TlsFiles(path(settings, CERT, KEY), path(settings, KEY, CERT), false));
        }
        return store
                ? Optional.of(new TlsFiles(
                        path(settings, KEYSTORE, PASSWORD_FILE), path(settings, PASSWORD_FILE, KEYSTORE), true))
                : Optional.empty();
    }

    private static boolean isSet(Map<String, Object> settings, String name) {
        return !text(settings, name).isEmpty();
    }

    private static String text(Map<String, Object> settings, String name) {
        return String.valueOf(settings.getOrDefault(name, "")).strip();
    }

    private static Path path(Map<String, Object> settings, String name, String other) throws TlsProblem {
        String text = text(settings, name);
        if (text.isEmpty()) {
            throw new TlsProblem("tls-settings", other + " is set and " + name + " is not", "set both");
        }
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new TlsProblem("tls-settings", name + " is no path: " + text, "set it to a file", e);
        }
        throw new TlsProblem("tls-settings", name + " is a relative path: " + text, "set it to an absolute one");
    }

    byte[] readFirst() throws TlsProblem {
        return read(first, keystore ? KEYSTORE : CERT);
    }

    byte[] readSecond() throws TlsProblem {
        return read(second, keystore ? PASSWORD_FILE : KEY);
    }

    private static byte[] read(Path file, String name) throws TlsProblem {
        try {
            if (Files.size(file) > MOST) {
                throw new TlsProblem("tls-file-too-large", file + " is larger than 1 MiB", "check " + name);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TlsProblem("tls-file-missing", "there is no " + file, "check " + name, e);
        } catch (IOException e) {
            throw new TlsProblem(
                    "tls-file-unreadable",
                    file + " cannot be read (" + e.getClass().getSimpleName() + ")",
                    "let the user of this process read it, or change " + name,
                    e);
        }
    }

    /** Changes when a file does, also when a link on the way to it is turned: that is how renewed ones are put in place. */
    String signature() {
        List<String> parts = new ArrayList<>();
        for (Path file : List.of(first, second)) {
            try {
                Path real = file.toRealPath();
                BasicFileAttributes found = Files.readAttributes(real, BasicFileAttributes.class);
                parts.add(real + "|" + found.lastModifiedTime() + "|" + found.size() + "|" + found.fileKey());
            } catch (IOException e) {
                parts.add(file + "|" + e.getClass().getSimpleName());
            }
        }
        return String.join("\n", parts);
    }
}
