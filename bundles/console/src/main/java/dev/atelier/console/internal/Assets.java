package dev.atelier.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the pages. All stand below one folder named by the digest of them all: their addresses change with their
 * content, so browsers may keep them for good, and relative imports between scripts stay right.
 */
final class Assets {
    /** A file as it is sent. */
    static final class Asset {
        private final String type;
        private final byte[] plain;
        private final byte[] gzip;

        private Asset(String type, byte[] plain) {
            this.type = type;
            this.plain = plain;
            this.gzip = compressed(plain);
        }

        String type() {
            return type;
        }

        byte[] plain() {
            return plain;
        }

        byte[] gzip() {
            return gzip;
        }
    }

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Asset> files = new TreeMap<>();
    private final String digest;

    /** @param sources by path below the assets' folder; files of other types, such as licences, are not served */
    Assets(Map<String, byte[]> sources) {
        new TreeMap<>(sources).forEach((path, bytes) -> {
            String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
            if (type != null) {
                byte[] plain = path.endsWith("/hooks.module.js") ? withRelativeImport(bytes) : bytes;
                files.put(path, new Asset(type, plain));
            }
        });
        digest = digestOf(files);
    }

    Optional<Asset> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    String digest() {
        return digest;
    }

    /** A browser resolves no bare names, and an import map would be an inline script, which our policy forbids. */
    private static byte[] withRelativeImport(byte[] script) {
        return new String(script, StandardCharsets.UTF_8)
                .replace("from\"preact\"", "from\"./preact.module.js\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] compressed(byte[] plain) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(plain);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digestOf(Map<String, Asset> files) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            files.forEach((path, asset) -> {
                sum.update(path.getBytes(StandardCharsets.UTF_8));
                sum.update(asset.plain());
            });
            return HexFormat.of().formatHex(sum.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
