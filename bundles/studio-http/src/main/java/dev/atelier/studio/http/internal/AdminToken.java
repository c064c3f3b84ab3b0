package dev.atelier.studio.http.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The admin token of this home: minted once, readable by its owner only. */
final class AdminToken {
    private AdminToken() {}

    static Secret readOrMint(Path state) throws IOException {
        Path file = AtomicFiles.ownerOnlyFolder(state).resolve("studio-admin-token");
        if (Files.exists(file)) {
            String kept = Files.readString(file).strip();
            if (kept.matches("[0-9a-f]{64}")) {
                return new Secret(kept);
            }
        }
        Secret minted = Secret.random();
        AtomicFiles.write(file, minted.value() + "\n");
        return minted;
    }
}
