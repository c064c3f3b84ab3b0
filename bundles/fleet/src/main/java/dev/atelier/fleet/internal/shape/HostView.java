package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a runtime runs, as browsers see it. */
public record HostView(
        String runtimeId,
        String hostId,
        String label,
        String kind,
        String status,
        Instant observedAt,
        @Nullable Instant lastSeenAt,
        Capabilities capabilities,
        List<Diagnostic> diagnostics)
        implements Shown {
    public HostView {
        diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("runtime_id", runtimeId)
                .put("host_id", hostId)
                .put("label", label)
                .put("kind", kind)
                .put("status", status)
                .put("observed_at", observedAt.toString())
                .put("last_seen_at", lastSeenAt == null ? null : lastSeenAt.toString());
        json.set("capabilities", capabilities.json());
        json.set("diagnostics", Diagnostic.json(diagnostics));
        return json;
    }
}
