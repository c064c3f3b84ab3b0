package dev.atelier.fleet.internal.connect;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Seal;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials by name, each a file that is sealed with a key kept elsewhere. A file somebody has put there in the clear is
 * taken and sealed.
 */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,96}");
    private static final Pattern FIT_FOR_A_HEADER = Pattern.compile("[\\x21-\\x7e]{1,4096}");
    private static final int MAX_FILE = 16 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

    private final Path folder;
    private final Seal seal;
    private final Map<String, Secret> opened = new ConcurrentHashMap<>();

    public Secrets(Path folder, Path keyFile) {
        this.folder = folder;
        this.seal = new Seal(keyFile);
    }

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    public static boolean isFit(String secret) {
        return FIT_FOR_A_HEADER.matcher(secret).matches();
    }

    public Optional<Secret> find(String name) {
        Secret known = opened.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Optional<Secret> read = read(name);
            read.ifPresent(secret -> opened.put(name, secret));
            return read;
        } catch (IOException | GeneralSecurityException e) {
            // What a damaged file holds must not end up in the log with the exception.
            LOG.atWarn().addKeyValue("secret", name).log("secret cannot be opened");
            return Optional.empty();
        }
    }

    private Optional<Secret> read(String name) throws IOException, GeneralSecurityException {
        String text;
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            text = new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (Seal.isSealed(text)) {
            return Optional.of(new Secret(seal.open(name, text)));
        }
        if (!isFit(text)) {
            LOG.atWarn().addKeyValue("secret", name).log("secret is no line of visible characters");
            return Optional.empty();
        }
        write(name, text);
        LOG.atInfo().addKeyValue("secret", name).log("secret sealed");
        return Optional.of(new Secret(text));
    }

    public synchronized void put(String name, Secret secret) throws IOException {
        try {
            write(name, secret.value());
        } catch (GeneralSecurityException e) {
            throw new IOException("the secret cannot be sealed", e);
        }
        opened.put(name, secret);
    }

    /** @return whether there was one */
    public synchronized boolean remove(String name) throws IOException {
        opened.remove(name);
        return Files.deleteIfExists(folder.resolve(name));
    }

    /** Their names, sorted. */
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(Secrets::isName)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private void write(String name, String value) throws IOException, GeneralSecurityException {
        AtomicFiles.ownerOnlyFolder(folder);
        AtomicFiles.write(folder.resolve(name), seal.close(name, value) + "\n");
    }
}
