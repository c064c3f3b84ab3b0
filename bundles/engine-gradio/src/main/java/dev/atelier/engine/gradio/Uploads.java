package dev.atelier.engine.gradio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Pictures of a task, handed over to the app; each once. */
final class Uploads {
    private final Server server;
    private final String prefix;
    private final JobContext context;
    private final Map<String, JsonNode> done = new HashMap<>();

    Uploads(Server server, App app, JobContext context) {
        this.server = server;
        this.prefix = app.prefix();
        this.context = context;
    }

    JsonNode handOver(String url) throws EngineException {
        JsonNode known = done.get(url);
        if (known != null) {
            return known;
        }
        context.progress(-1, "handing the picture over");
        Path file = context.input(url);
        String name = file.getFileName().toString();
        try {
            String path = server.upload(prefix + "upload", file, "application/octet-stream")
                    .path(0)
                    .asText("");
            if (path.isEmpty()) {
                throw EngineException.failed("the app did not take the picture", null);
            }
            var given = Server.MAPPER.createObjectNode().put("path", path).put("orig_name", name);
            given.putObject("meta").put("_type", "gradio.FileData");
            done.put(url, given);
            return given;
        } catch (Server.NotThere e) {
            throw e.failure();
        }
    }
}
