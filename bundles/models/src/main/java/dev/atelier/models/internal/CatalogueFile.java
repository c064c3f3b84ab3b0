package dev.atelier.models.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code models.json}: read once, written whole. A file that cannot be read is never written over. */
final class CatalogueFile {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogueFile.class);

    private final Path folder;
    private final Path file;
    private final Clock clock;
    private boolean writable = true;

    CatalogueFile(Path folder, Clock clock) {
        this.folder = folder;
        this.file = folder.resolve("models.json");
        this.clock = clock;
    }

    Catalogue load() {
        try {
            Catalogue found = CatalogueJson.catalogue(parsed(Files.readAllBytes(file)));
            Catalogue complete = found.withMissingSeeds();
            return complete.equals(found) ? found : begun(complete);
        } catch (NoSuchFileException e) {
            return begun(Catalogue.ofSeeds());
        } catch (MalformedJson | IllegalArgumentException e) {
            return setAside(e);
        } catch (IOException e) {
            return memoryOnly(e);
        }
    }

    synchronized void save(Catalogue catalogue) throws IOException {
        if (writable) {
            AtomicFiles.write(file, Json.pretty(CatalogueJson.write(catalogue)).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static JsonNode parsed(byte[] bytes) throws IOException, MalformedJson {
        try {
            return Json.parse(bytes);
        } catch (JsonProcessingException e) {
            throw new MalformedJson("models.json", "is not JSON");
        }
    }

    /** The catalogue works without its file; the next change tries to write it again. */
    private Catalogue begun(Catalogue catalogue) {
        try {
            AtomicFiles.ownerOnlyFolder(folder);
            save(catalogue);
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("model catalogue not saved");
        }
        return catalogue;
    }

    private Catalogue setAside(Exception problem) {
        Path aside = folder.resolve("models.json.corrupt-" + clock.instant().getEpochSecond());
        try {
            AtomicFiles.move(file, aside);
        } catch (IOException e) {
            return memoryOnly(e);
        }
        LOG.atWarn()
                .addKeyValue("problem", problem.getMessage())
                .addKeyValue("kept", aside)
                .log("model catalogue was broken, starting with the built-in models");
        return begun(Catalogue.ofSeeds());
    }

    private synchronized Catalogue memoryOnly(IOException problem) {
        writable = false;
        LOG.atWarn()
                .addKeyValue("file", file)
                .setCause(problem)
                .log("model catalogue cannot be read, changes will not be kept");
        return Catalogue.ofSeeds();
    }
}
