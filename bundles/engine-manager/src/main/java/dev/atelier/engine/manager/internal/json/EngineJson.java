package dev.atelier.engine.manager.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.manager.api.EngineOperations.Disturbed;
import dev.atelier.engine.manager.api.EngineOperations.Preview;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows, operations and previews as the API and the events show them. */
public final class EngineJson {
    private EngineJson() {}

    public static ObjectNode row(EngineRow row) {
        ObjectNode node = Json.object();
        node.put("id", row.id()).put("version", row.version()).put("title", row.title());
        node.put("current", row.current()).put("state", row.state().wireName());
        text(node, "reason", row.reason());
        text(node, "remedy", row.remedy());
        ArrayNode kinds = node.putArray("kinds");
        ObjectNode models = node.putObject("models");
        row.models().forEach((kind, names) -> {
            kinds.add(kind.wireName());
            names.forEach(models.putArray(kind.wireName())::add);
        });
        node.put("bundle", row.bundle()).put("sha256", row.sha256());
        node.put("isolation", row.isolation()).put("loadable", row.loadable());
        node.put("slots", row.slots()).put("inFlight", row.inFlight());
        node.put("jobs", row.jobs()).put("faults", row.faults());
        time(node, "since", row.since());
        text(node, "lastError", row.lastError());
        node.put("origin", row.origin()).put("signed", row.signed());
        time(node, "probationUntil", row.probationUntil());
        return node;
    }

    public static ObjectNode operation(Operation operation) {
        ObjectNode node = Json.object();
        node.put("id", operation.id()).put("kind", operation.kind().wireName());
        node.put("engine", operation.engine());
        text(node, "from", operation.from());
        text(node, "to", operation.to());
        node.put("state", operation.state().wireName());
        ArrayNode steps = node.putArray("steps");
        operation.steps().forEach(step -> steps.add(step(step)));
        Operation.Fault error = operation.error();
        if (error != null) {
            node.putObject("error")
                    .put("code", error.code())
                    .put("message", error.message())
                    .put("remedy", error.remedy());
        }
        node.put("requestedBy", operation.requestedBy());
        time(node, "startedAt", operation.startedAt());
        time(node, "finishedAt", operation.finishedAt());
        node.put("unsigned", operation.unsigned());
        return node;
    }

    private static ObjectNode step(Operation.Step step) {
        ObjectNode node = Json.object();
        node.put("name", step.name()).put("state", step.state().wireName());
        time(node, "startedAt", step.startedAt());
        node.put("millis", step.millis());
        text(node, "detail", step.detail());
        return node;
    }

    public static ObjectNode preview(Preview preview) {
        ObjectNode node = Json.object();
        node.put("engine", preview.engine()).put("version", preview.version());
        text(node, "replaces", preview.replaces());
        node.put("kind", preview.kind().wireName());
        preview.starts().forEach(node.putArray("starts")::add);
        preview.drains().forEach(node.putArray("drains")::add);
        node.put("drainingJobs", preview.drainingJobs());
        node.set("disturbs", disturbs(preview.disturbs()));
        node.put("untouched", preview.untouched());
        node.put("sha256", preview.sha256()).put("size", preview.size());
        node.put("signed", preview.signed());
        text(node, "keyId", preview.keyId());
        node.put("memoryBytes", preview.memoryBytes());
        preview.notes().forEach(node.putArray("notes")::add);
        return node;
    }

    public static ArrayNode disturbs(List<Disturbed> disturbs) {
        ArrayNode array = Json.array();
        disturbs.forEach(d -> array.addObject().put("bundle", d.bundle()).put("why", d.why()));
        return array;
    }

    private static void text(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void time(ObjectNode node, String name, @Nullable Instant value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }
}
