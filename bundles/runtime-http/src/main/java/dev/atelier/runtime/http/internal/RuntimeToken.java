package dev.atelier.runtime.http.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bearer token: the one of this start if it was given one, else the one of this home, made when first needed. There
 * is never none, so a runtime is open to nobody whatever address it listens on.
 */
final class RuntimeToken {
    static final String FILE = "runtime-token";

    private RuntimeToken() {}

    static Secret of(Home home) throws IOException {
        Path given = home.run().resolve(FILE);
        if (Files.exists(given)) {
            return read(given);
        }
        Path kept = home.state().resolve(FILE);
        if (Files.exists(kept)) {
            return read(kept);
        }
        Secret made = Secret.random();
        AtomicFiles.ownerOnlyFolder(home.state());
        AtomicFiles.write(kept, made.value());
        return made;
    }

    private static Secret read(Path file) throws IOException {
        String text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new IOException("the file " + file + " holds no token");
        }
        return new Secret(text);
    }
}
