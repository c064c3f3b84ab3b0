package dev.atelier.models.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files this worker has fetched, or begun to. The folder of models may be shared with other programs: only what
 * stands here is ever deleted.
 */
final class FetchedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FetchedFiles.class);

    private final Path file;
    private final Set<Path> paths;

    FetchedFiles(Path state) {
        this.file = state.resolve("model-files.json");
        this.paths = read(file);
    }

    synchronized Set<Path> all() {
        return new TreeSet<>(paths);
    }

    /** On disk before the first byte comes. */
    synchronized void add(Path path) {
        if (paths.add(path)) {
            write();
        }
    }

    synchronized void remove(Collection<Path> gone) {
        if (paths.removeAll(gone)) {
            write();
        }
    }

    private void write() {
        ObjectNode json = Json.object();
        var list = json.putArray("files");
        paths.forEach(path -> list.add(path.toString()));
        try {
            AtomicFiles.write(file, Json.pretty(json) + "\n");
        } catch (IOException e) {
            // The worst that comes of it is a file that stays.
            LOG.atWarn().setCause(e).log("fetched model files not noted");
        }
    }

    private static Set<Path> read(Path file) {
        Set<Path> paths = new LinkedHashSet<>();
        try {
            for (JsonNode path : Json.parse(Files.readAllBytes(file)).path("files")) {
                paths.add(Path.of(path.asText()));
            }
        } catch (NoSuchFileException e) {
            // nothing was fetched yet
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("fetched model files not known");
        }
        return paths;
    }
}
