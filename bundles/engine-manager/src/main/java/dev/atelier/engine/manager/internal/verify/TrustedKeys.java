package dev.atelier.engine.manager.internal.verify;

import dev.atelier.engine.manager.internal.store.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys whose signatures count: {@code etc/trusted-keys/*.pub}, PEM, lines with {@code #} are comments. Read
 * for each verification, so that a key laid there or taken away counts at once.
 */
public final class TrustedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedKeys.class);
    private static final int ID_LENGTH = 16;

    private final Path folder;

    public TrustedKeys(Path etc) {
        this.folder = etc.resolve("trusted-keys");
    }

    /** Keys by id: the first 16 hex digits of the SHA-256 of the encoded key. */
    Map<String, PublicKey> read() {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        if (!Files.isDirectory(folder)) {
            return keys;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".pub")).sorted().toList()) {
                add(file, keys);
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("cannot list the trusted keys");
        }
        return keys;
    }

    private static void add(Path file, Map<String, PublicKey> keys) {
        try {
            PublicKey key = parse(Files.readString(file));
            keys.put(idOf(key), key);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            LOG.atWarn().addKeyValue("file", file.getFileName()).setCause(e).log("not a public key; skipped");
        }
    }

    static PublicKey parse(String pem) throws GeneralSecurityException {
        String base64 = pem.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#") && !line.startsWith("-----"))
                .collect(Collectors.joining());
        byte[] encoded = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    static String idOf(PublicKey key) {
        MessageDigest digest = Digests.sha256();
        digest.update(key.getEncoded());
        return Digests.hex(digest).substring(0, ID_LENGTH);
    }
}
