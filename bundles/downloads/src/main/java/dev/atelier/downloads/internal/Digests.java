package dev.atelier.downloads.internal;

import dev.atelier.downloads.api.DownloadFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Whether a file is what it has to be. */
final class Digests {
    private static final int CHUNK = 256 << 10;

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    static void add(Path file, MessageDigest digest, Calls calls) throws IOException, DownloadFailed {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                calls.check();
                digest.update(chunk, 0, n);
            }
        }
    }

    static void check(MessageDigest digest, String wanted) throws DownloadFailed {
        String found = HexFormat.of().formatHex(digest.digest());
        String plain = wanted.strip().toLowerCase(Locale.ROOT);
        if (!found.equals(plain)) {
            throw new DownloadFailed(
                    DownloadFailed.SHA256_MISMATCH,
                    "sha256 mismatch: the file has " + found + ", expected " + plain
                            + "; the file was changed or its entry is wrong",
                    true);
        }
    }
}
