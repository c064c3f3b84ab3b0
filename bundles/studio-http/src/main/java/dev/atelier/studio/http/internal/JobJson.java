package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.StoredJob;
import java.io.IOException;

/** Jobs as this API shows them. What is not there yet is null. */
final class JobJson {
    private JobJson() {}

    /** With the task. */
    static ObjectNode write(StoredJob job) {
        ObjectNode json = row(job, "");
        json.set("task", parsed(job.task()));
        Body.put(json, "prompt", job.prompt() == null ? null : job.prompt());
        return json;
    }

    /** For lists: the beginning of the prompt in place of the task. */
    static ObjectNode row(StoredJob job, String preview) {
        ObjectNode json = Json.object()
                .put("jobId", job.id())
                .put("status", job.status().wireName())
                .put("kind", job.kind().wireName())
                .put("model", job.model())
                .put("gameId", job.gameId())
                .put("assetName", job.assetName())
                .put("vramGbEstimate", job.vramGbEstimate())
                .put("priority", job.priority())
                .put("owner", job.owner())
                .put("attempts", job.attempts())
                .put("claimedBy", job.claimedBy());
        Body.put(json, "createdAt", job.createdAt());
        Body.put(json, "claimedAt", job.claimedAt());
        Body.put(json, "startedAt", job.startedAt());
        Body.put(json, "completedAt", job.completedAt());
        Body.put(json, "updatedAt", job.updatedAt());
        json.put("lastWorkerId", job.lastWorkerId())
                .put("lastError", job.lastError())
                .put("prompt", preview)
                .put("resultType", job.resultType());
        return job.resultType() == null ? json.putNull("resultBytes") : json.put("resultBytes", job.resultBytes());
    }

    static ObjectNode submitted(Queue.Submitted submitted) {
        return Json.object()
                .put("jobId", submitted.job().id())
                .put("status", submitted.job().status().wireName())
                .put("position", submitted.position());
    }

    static ObjectNode why(Queue.Why why) {
        ObjectNode json = Json.object()
                .put("position", why.position())
                .put("status", why.status().wireName());
        Long eta = why.etaSeconds();
        if (eta != null) {
            json.put("eta", eta);
        }
        ArrayNode workers = json.putArray("workers");
        for (Queue.Standing standing : why.workers()) {
            ObjectNode worker =
                    workers.addObject().put("workerId", standing.workerId()).put("eligible", standing.eligible());
            ArrayNode failed = worker.putArray("failed");
            standing.failed().forEach(each -> failed.addObject()
                    .put("predicate", each.predicate())
                    .put("need", each.need())
                    .put("have", each.have()));
        }
        return json;
    }

    static JsonNode parsed(String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new IllegalStateException("a stored job holds no JSON", e);
        }
    }
}
