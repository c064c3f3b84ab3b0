package dev.atelier.engine.manager.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was last done with each file of the deploy folder, so that a restart tells new from known. */
final class DeployLedger {
    private static final Logger LOG = LoggerFactory.getLogger(DeployLedger.class);

    /** A file that was looked at; {@code engine} is absent when it was refused. */
    record Entry(String sha256, @Nullable String engine) {}

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    DeployLedger(Path file) {
        this.file = file;
        read();
    }

    private void read() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (Map.Entry<String, JsonNode> each :
                    Json.parse(Files.readAllBytes(file)).properties()) {
                String engine = each.getValue().path("engine").asText();
                entries.put(
                        each.getKey(),
                        new Entry(each.getValue().path("sha256").asText(), engine.isEmpty() ? null : engine));
            }
        } catch (IOException | RuntimeException e) {
            // Everything in the folder is then looked at again, which finds most of it installed already.
            LOG.atWarn().setCause(e).log("record of the deploy folder is unreadable");
        }
    }

    Map<String, Entry> entries() {
        return Map.copyOf(entries);
    }

    void put(String name, Entry entry) {
        entries.put(name, entry);
        save();
    }

    void remove(String name) {
        entries.remove(name);
        save();
    }

    private void save() {
        ObjectNode node = Json.object();
        entries.forEach((name, entry) -> {
            ObjectNode each = node.putObject(name).put("sha256", entry.sha256());
            if (entry.engine() != null) {
                each.put("engine", entry.engine());
            }
        });
        try {
            AtomicFiles.write(file, Json.bytes(node));
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("record of the deploy folder not written");
        }
    }
}
