package dev.atelier.studio.store.internal;

import dev.atelier.common.api.AtomicFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where bodies are while they come in. What a process left there when it died is of no use to anybody. */
record Incoming(Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

    static Incoming emptied(Path folder) throws IOException {
        AtomicFiles.ownerOnlyFolder(folder);
        int removed = 0;
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
                removed++;
            }
        }
        if (removed > 0) {
            LOG.atInfo().addKeyValue("files", removed).log("half received bodies removed");
        }
        return new Incoming(folder);
    }
}
