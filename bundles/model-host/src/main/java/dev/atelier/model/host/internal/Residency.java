package dev.atelier.model.host.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which models are loaded again at the next start: {@code residents.json}. A file that cannot be read is never written over. */
final class Residency {
    private static final Logger LOG = LoggerFactory.getLogger(Residency.class);
    private static final int VERSION = 1;

    private final Path file;
    private final Clock clock;
    private @Nullable Set<String> residents;
    private boolean writable = true;

    Residency(Path folder, Clock clock) {
        this.file = folder.resolve("residents.json");
        this.clock = clock;
    }

    /** Reads the file when it is asked for the first time. */
    synchronized Set<String> all() {
        Set<String> known = residents;
        if (known == null) {
            known = read();
            residents = known;
        }
        return known;
    }

    boolean has(String model) {
        return all().contains(model);
    }

    private Set<String> read() {
        try {
            return parsed(Json.parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            setAside(e);
        } catch (IOException e) {
            memoryOnly(e);
        }
        return Set.of();
    }

    /** Not changed when it could not be saved. */
    synchronized void save(Set<String> next) throws IOException {
        if (next.equals(all())) {
            return;
        }
        if (writable) {
            ArrayNode list = Json.array();
            next.forEach(list::add);
            var json = Json.object().put("version", VERSION).set("residents", list);
            AtomicFiles.write(file, Json.pretty(json).getBytes(StandardCharsets.UTF_8));
        }
        residents = Set.copyOf(next);
    }

    private static Set<String> parsed(JsonNode json) {
        Set<String> known = Set.of("version", "residents");
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown member " + name);
            }
        });
        if (json.path("version").asInt() != VERSION || !json.path("residents").isArray()) {
            throw new IllegalArgumentException("not of version " + VERSION);
        }
        Set<String> found = new LinkedHashSet<>();
        for (JsonNode each : json.path("residents")) {
            if (!each.isTextual()) {
                throw new IllegalArgumentException("a resident is not a text");
            }
            found.add(each.textValue());
        }
        return Set.copyOf(found);
    }

    private void setAside(Exception problem) {
        Path aside = file.resolveSibling(
                file.getFileName() + ".corrupt-" + clock.instant().getEpochSecond());
        try {
            AtomicFiles.move(file, aside);
        } catch (IOException e) {
            memoryOnly(e);
            return;
        }
        LOG.atWarn()
                .addKeyValue("problem", problem.getMessage())
                .addKeyValue("kept", aside)
                .log("the list of models to keep in memory was broken, starting with none");
    }

    private void memoryOnly(IOException problem) {
        writable = false;
        LOG.atWarn()
                .addKeyValue("file", file)
                .setCause(problem)
                .log("the list of models to keep in memory cannot be read, changes will not be kept");
    }
}
