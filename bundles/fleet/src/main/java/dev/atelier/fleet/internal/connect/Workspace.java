package dev.atelier.fleet.internal.connect;

import dev.atelier.common.api.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

/** Who this studio is, for those who look at several. */
public record Workspace(String id, String displayName) {
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    /** The id is made once and kept. */
    public static Workspace readOrMake(Path file, String displayName) throws IOException {
        if (Files.exists(file)) {
            String kept = Files.readString(file).strip();
            if (ID.matcher(kept).matches()) {
                return new Workspace(kept, displayName);
            }
        }
        String made = UUID.randomUUID().toString();
        AtomicFiles.write(file, made + "\n");
        return new Workspace(made, displayName);
    }
}
