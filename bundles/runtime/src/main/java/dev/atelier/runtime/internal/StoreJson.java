package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.BundleJson;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.api.RuntimeBackendKind;
import dev.atelier.runtime.api.RuntimeDiagnostic;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeJson;
import dev.atelier.runtime.api.RuntimeStatus;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.TranscriptJson;
import dev.atelier.runtime.api.Wire;
import dev.atelier.runtime.api.WorkerJson;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerStatus;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of the store, as text. */
final class StoreJson {
    private static final long SCHEMA = 1;

    private StoreJson() {}

    static byte[] runtime(RuntimeSnapshot runtime) {
        ObjectNode node = Json.object().put("schema_version", SCHEMA);
        node.put("runtime_id", runtime.runtimeId());
        node.put("display_name", runtime.displayName());
        node.put("backend", RuntimeBackendKind.FS_STORE.wire());
        node.put("status", runtime.status().wire());
        node.set("limits", RuntimeJson.write(runtime.limits()));
        node.put("next_worker_sequence", runtime.nextWorkerSequence());
        node.put("next_event_id", runtime.nextEventId());
        node.put("next_diagnostic_id", runtime.nextDiagnosticId());
        ObjectNode bundles = node.putObject("config_bundles");
        runtime.configBundles().forEach((id, bundle) -> bundles.set(id, BundleJson.write(bundle)));
        ArrayNode diagnostics = node.putArray("diagnostics");
        runtime.diagnostics().forEach(each -> diagnostics.add(RuntimeJson.write(each)));
        return pretty(node);
    }

    static RuntimeSnapshot runtime(byte[] document, String runtimeId) throws MalformedRuntimeJson {
        JsonNode node = document(document);
        if (!RuntimeBackendKind.FS_STORE.wire().equals(node.path("backend").textValue())) {
            throw new MalformedRuntimeJson("backend is another one");
        }
        if (!runtimeId.equals(node.path("runtime_id").textValue())) {
            throw new MalformedRuntimeJson("runtime_id is another one");
        }
        JsonNode name = node.path("display_name");
        if (!name.isTextual() && !name.isNull() && !name.isMissingNode()) {
            throw new MalformedRuntimeJson("display_name is no text");
        }
        return new RuntimeSnapshot(
                runtimeId,
                name.textValue(),
                word(node, "status", RuntimeStatus.class),
                RuntimeJson.limits(node.path("limits")),
                number(node, "next_worker_sequence"),
                number(node, "next_event_id"),
                number(node, "next_diagnostic_id"),
                bundles(node.path("config_bundles")),
                diagnostics(node.path("diagnostics")));
    }

    private static SortedMap<String, ConfigBundle> bundles(JsonNode node) throws MalformedRuntimeJson {
        SortedMap<String, ConfigBundle> bundles = new TreeMap<>(Texts.BYTEWISE);
        if (node.isMissingNode() || node.isNull()) {
            return bundles;
        }
        if (!node.isObject()) {
            throw new MalformedRuntimeJson("config_bundles is no object");
        }
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            ConfigBundle bundle = BundleJson.bundle(each.getValue());
            if (!bundle.metadata().id().equals(each.getKey())) {
                throw new MalformedRuntimeJson("a config bundle stands under another id");
            }
            bundles.put(each.getKey(), bundle);
        }
        return bundles;
    }

    private static List<RuntimeDiagnostic> diagnostics(JsonNode node) throws MalformedRuntimeJson {
        if (!node.isArray()) {
            throw new MalformedRuntimeJson("diagnostics is no list");
        }
        List<RuntimeDiagnostic> diagnostics = new ArrayList<>();
        for (JsonNode each : node) {
            diagnostics.add(RuntimeJson.diagnostic(each));
        }
        return List.copyOf(diagnostics);
    }

    static byte[] worker(WorkerSnapshot worker) {
        ObjectNode node = Json.object().put("schema_version", SCHEMA);
        node.set("worker_ref", WorkerJson.write(worker.ref()));
        node.put("worker_id", worker.ref().workerId());
        node.put("status", worker.status().wire());
        node.set("request", WorkerJson.write(worker.request()));
        node.put("next_transcript_sequence", worker.nextTranscriptSequence());
        node.put("last_event_id", worker.lastEventId());
        if (!worker.execution().equals(dev.atelier.runtime.api.WorkerExecution.UNCONNECTED)) {
            node.set("execution", WorkerJson.write(worker.execution()));
        }
        return pretty(node);
    }

    static WorkerSnapshot worker(byte[] document, String runtimeId) throws MalformedRuntimeJson {
        JsonNode node = document(document);
        WorkerRef ref = WorkerJson.ref(node.path("worker_ref"));
        if (!ref.runtimeId().equals(runtimeId)) {
            throw new MalformedRuntimeJson("worker_ref is of another runtime");
        }
        if (!ref.workerId().equals(node.path("worker_id").textValue())) {
            throw new MalformedRuntimeJson("worker_id is another one than that of worker_ref");
        }
        return new WorkerSnapshot(
                ref,
                word(node, "status", WorkerStatus.class),
                WorkerJson.createRequest(node.path("request")),
                number(node, "next_transcript_sequence"),
                number(node, "last_event_id"),
                WorkerJson.execution(node.get("execution")));
    }

    static byte[] events(List<RuntimeEvent> events) {
        return lines(events.stream().map(RuntimeJson::write).toList());
    }

    static byte[] entries(List<TranscriptEntry> entries) {
        return lines(entries.stream().map(TranscriptJson::write).toList());
    }

    private static byte[] lines(List<ObjectNode> nodes) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (ObjectNode node : nodes) {
            lines.writeBytes(Json.bytes(node));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static byte[] pretty(ObjectNode node) {
        return Texts.bytes(Json.pretty(node) + "\n");
    }

    private static JsonNode document(byte[] document) throws MalformedRuntimeJson {
        JsonNode node = RuntimeJson.parse(document);
        JsonNode schema = node.path("schema_version");
        if (!schema.isIntegralNumber() || schema.longValue() != SCHEMA) {
            throw new MalformedRuntimeJson("schema_version is not " + SCHEMA);
        }
        return node;
    }

    private static long number(JsonNode node, String name) throws MalformedRuntimeJson {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new MalformedRuntimeJson(name + " is no whole number from 0");
        }
        return value.longValue();
    }

    private static <T extends Enum<T> & Wire> T word(JsonNode node, String name, Class<T> type)
            throws MalformedRuntimeJson {
        String word = node.path(name).textValue();
        return Wire.of(type, word == null ? "" : word)
                .orElseThrow(() -> new MalformedRuntimeJson(name + " is no known word"));
    }
}
