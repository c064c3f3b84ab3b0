package dev.atelier.fleet.internal.connect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.Members.BadShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that were made by the API, as a file its owner alone can read. */
public final class ConnectionFile {
    private static final int FORMAT = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionFile.class);

    private final Path file;

    public ConnectionFile(Path file) {
        this.file = file;
    }

    /** A file that cannot be read is set aside, not lost. */
    public List<Connection> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return read(Members.of(Members.parse(Files.readAllBytes(file))));
        } catch (BadShape | Refused e) {
            Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
            AtomicFiles.move(file, aside);
            LOG.atError()
                    .addKeyValue("file", aside.getFileName())
                    .addKeyValue("problem", e.getMessage())
                    .log("connections cannot be read; set aside");
            return List.of();
        }
    }

    private static List<Connection> read(Members json) throws BadShape, Refused {
        if (json.whole("format") != FORMAT) {
            throw new BadShape("it is of another format");
        }
        List<Connection> connections = new ArrayList<>();
        for (Members each : json.required("remotes")) {
            connections.add(ConnectionRules.checked(
                    each.text("runtime_id"),
                    each.optionalText("display_name"),
                    each.text("endpoint"),
                    each.optionalText("token_ref"),
                    true));
        }
        return connections;
    }

    public void write(List<Connection> connections) throws IOException {
        ObjectNode json = Json.object().put("format", FORMAT);
        ArrayNode remotes = json.putArray("remotes");
        for (Connection each : connections) {
            ObjectNode remote = remotes.addObject().put("runtime_id", each.runtimeId());
            if (each.displayName() != null) {
                remote.put("display_name", each.displayName());
            }
            remote.put("endpoint", each.endpoint().toString());
            TokenRef reference = each.tokenRef();
            if (reference != null) {
                remote.put("token_ref", reference.text());
            }
        }
        AtomicFiles.write(file, Json.pretty(json) + "\n");
    }
}
