package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.List;

/** A runtime as browsers see it. */
public record RuntimeView(
        String runtimeId,
        String label,
        Kind kind,
        String status,
        List<String> hostIds,
        Capabilities capabilities,
        List<Diagnostic> diagnostics)
        implements Shown {
    /** Where a runtime is. */
    public enum Kind {
        EMBEDDED(
                "embedded_worker_runtime",
                "embedded_worker_runtime",
                "embedded-worker-runtime-host",
                "Runs inside the backend."),
        REMOTE(
                "remote_worker_runtime",
                "remote_http",
                "remote-worker-runtime-host",
                "Runs elsewhere; the backend asks it for you."),
        WORKER_HOST(
                "worker_host_runtime",
                "worker_link",
                "worker-host",
                "Runs on a worker host; the backend asks it over the link the host has opened.");

        private final String wire;
        private final String source;
        private final String host;
        private final String note;

        Kind(String wire, String source, String host, String note) {
            this.wire = wire;
            this.source = source;
            this.host = host;
            this.note = note;
        }

        public String wire() {
            return wire;
        }

        /** What kind of host such a runtime has. */
        public String host() {
            return host;
        }
    }

    public RuntimeView {
        hostIds = List.copyOf(hostIds);
        diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("runtime_id", runtimeId)
                .put("label", label)
                .put("kind", kind.wire)
                .put("status", status);
        json.putObject("source")
                .put("kind", kind.source)
                .put("status", "active")
                .put("identity_authority", "runtime_registry_projection")
                .put("note", kind.note);
        hostIds.forEach(json.putArray("host_ids")::add);
        json.set("capabilities", capabilities.json());
        json.set("diagnostics", Diagnostic.json(diagnostics));
        return json;
    }
}
