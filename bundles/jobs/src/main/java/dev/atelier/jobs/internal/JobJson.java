package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.wire.api.MalformedJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records as the local API writes them; the same shape keeps them on disk. */
final class JobJson {
    private JobJson() {}

    static ObjectNode write(JobRecord job) {
        ObjectNode json = Json.object()
                .put("jobId", job.id())
                .put("kind", job.kind().wireName())
                .put("model", job.model())
                .put("prompt", job.prompt())
                .put("status", job.status().wireName())
                .put("reason", job.reason())
                .put("source", job.source().wireName())
                .put("createdAt", job.createdAt().toString())
                .put("startedAt", text(job.startedAt()))
                .put("finishedAt", text(job.finishedAt()))
                .put("progressText", job.progressText())
                .put("hasThumbnail", job.hasThumbnail())
                .put("hasResult", job.hasResult())
                .put("resultBytes", job.resultBytes());
        whenThere(json, "code", job.code());
        whenThere(json, "engine", job.engine());
        whenThere(json, "engineVersion", job.engineVersion());
        whenThere(json, "resultType", job.resultType());
        return job.progress() < 0 ? json : json.put("progress", job.progress());
    }

    static JsonNode list(List<JobRecord> jobs) {
        var list = Json.array();
        jobs.forEach(job -> list.add(write(job)));
        return list;
    }

    static JobRecord read(JsonNode json) throws MalformedJson {
        try {
            return new JobRecord(
                    json.required("jobId").asText(),
                    Kind.ofWireName(json.path("kind").asText())
                            .orElseThrow(() -> new MalformedJson("kind", "is not a kind of task")),
                    json.path("model").asText(),
                    json.path("prompt").asText(),
                    JobRecord.Source.valueOf(json.path("source").asText().toUpperCase(Locale.ROOT)),
                    JobRecord.Status.valueOf(json.path("status").asText().toUpperCase(Locale.ROOT)),
                    json.path("reason").textValue(),
                    json.path("code").textValue(),
                    Instant.parse(json.path("createdAt").asText()),
                    instant(json.path("startedAt").textValue()),
                    instant(json.path("finishedAt").textValue()),
                    json.path("engine").textValue(),
                    json.path("engineVersion").textValue(),
                    json.path("progress").asDouble(-1),
                    json.path("progressText").asText(""),
                    json.path("hasThumbnail").asBoolean(),
                    json.path("hasResult").asBoolean(),
                    json.path("resultType").textValue(),
                    json.path("resultBytes").asLong());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedJson("record", "is not that of a job");
        }
    }

    private static void whenThere(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
