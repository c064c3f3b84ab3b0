package dev.atelier.session.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A result that waits for its studio.
 *
 * @param studio the base of the address it belongs to
 * @param task as JSON, to know the same job again
 * @param length of the body
 */
record Kept(
        String studio,
        String workerId,
        String jobId,
        String prompt,
        String ext,
        JsonNode task,
        long length,
        Instant since) {

    byte[] write() {
        ObjectNode meta = Json.object()
                .put("studio", studio)
                .put("workerId", workerId)
                .put("jobId", jobId)
                .put("prompt", prompt)
                .put("ext", ext)
                .put("length", length)
                .put("since", since.toString());
        meta.set("task", task);
        return Json.bytes(meta);
    }

    /** @return empty when the document is not one of ours */
    static Optional<Kept> read(byte[] document) {
        try {
            JsonNode meta = Json.parse(document);
            return Optional.of(new Kept(
                    text(meta, "studio"),
                    text(meta, "workerId"),
                    text(meta, "jobId"),
                    text(meta, "prompt"),
                    text(meta, "ext"),
                    meta.path("task"),
                    meta.path("length").asLong(-1),
                    Instant.parse(text(meta, "since"))));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode meta, String name) throws IOException {
        JsonNode value = meta.path(name);
        if (!value.isTextual()) {
            throw new IOException(name + " is missing");
        }
        return value.textValue();
    }
}
