package dev.atelier.runtime.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Runtimes, their events and diagnostics as JSON, and the strict reading of documents. */
public final class RuntimeJson {
    /** What one document may hold is limited where it is taken in. */
    private static final int MAX_TEXT = 64 * 1024 * 1024;

    private static final ObjectMapper STRICT = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_TEXT)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RuntimeJson() {}

    /** Reads a whole document; a member that stands twice is an error. The message never repeats the document. */
    public static JsonNode parse(byte[] document) throws MalformedRuntimeJson {
        try {
            JsonNode node = STRICT.readTree(document);
            if (node.isMissingNode()) {
                throw new MalformedRuntimeJson("there is no document");
            }
            return node;
        } catch (IOException | NumberFormatException e) {
            throw new MalformedRuntimeJson("this is no JSON document");
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ObjectNode write(RuntimeLimits limits) {
        return object().put("max_transcript_projection_items", limits.maxTranscriptProjectionItems())
                .put("max_event_batch_items", limits.maxEventBatchItems());
    }

    public static RuntimeLimits limits(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "limits");
        return new RuntimeLimits(
                members.number("max_transcript_projection_items"), members.number("max_event_batch_items"));
    }

    public static ObjectNode write(RuntimeSummary summary) {
        ObjectNode node = object();
        node.put("runtime_id", summary.runtimeId());
        node.put("display_name", summary.displayName());
        node.put("backend", summary.backend().wire());
        node.put("status", summary.status().wire());
        node.put("worker_count", summary.workerCount());
        node.put("active_worker_count", summary.activeWorkerCount());
        node.put("stopped_worker_count", summary.stoppedWorkerCount());
        node.put("cancelled_worker_count", summary.cancelledWorkerCount());
        node.put("diagnostic_count", summary.diagnosticCount());
        node.set("limits", write(summary.limits()));
        node.put("worker_creation_available", summary.workerCreationAvailable());
        return node;
    }

    public static RuntimeSummary summary(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "runtime");
        Members limits = members.object("limits");
        return new RuntimeSummary(
                members.text("runtime_id"),
                members.maybeText("display_name"),
                members.word("backend", RuntimeBackendKind.class),
                members.word("status", RuntimeStatus.class),
                members.number("worker_count"),
                members.number("active_worker_count"),
                members.number("stopped_worker_count"),
                members.number("cancelled_worker_count"),
                members.number("diagnostic_count"),
                new RuntimeLimits(
                        limits.number("max_transcript_projection_items"), limits.number("max_event_batch_items")),
                members.flag("worker_creation_available", false));
    }

    /** The kind is an object of its own; logs on disk are written so. */
    public static ObjectNode write(RuntimeEvent event) {
        ObjectNode node = object();
        node.put("id", event.id());
        if (event.workerRef() != null) {
            node.set("worker_ref", WorkerJson.write(event.workerRef()));
        }
        node.set("kind", object().put("kind", event.kind().wire()));
        node.put("message", event.message());
        return node;
    }

    public static RuntimeEvent event(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "event");
        Members worker = members.maybeObject("worker_ref");
        return new RuntimeEvent(
                members.number("id"),
                worker == null ? null : WorkerJson.ref(worker),
                members.object("kind").word("kind", RuntimeEvent.Kind.class),
                members.text("message"));
    }

    public static ObjectNode write(RuntimeDiagnostic diagnostic) {
        ObjectNode node = object();
        node.put("id", diagnostic.id());
        node.put("severity", diagnostic.severity().wire());
        node.put("code", diagnostic.code());
        node.put("message", diagnostic.message());
        if (diagnostic.workerRef() != null) {
            node.set("worker_ref", WorkerJson.write(diagnostic.workerRef()));
        }
        return node;
    }

    public static RuntimeDiagnostic diagnostic(JsonNode node) throws MalformedRuntimeJson {
        Members members = Members.of(node, "diagnostic");
        Members worker = members.maybeObject("worker_ref");
        return new RuntimeDiagnostic(
                members.number("id"),
                members.word("severity", RuntimeDiagnostic.Severity.class),
                members.text("code"),
                members.text("message"),
                worker == null ? null : WorkerJson.ref(worker));
    }
}
