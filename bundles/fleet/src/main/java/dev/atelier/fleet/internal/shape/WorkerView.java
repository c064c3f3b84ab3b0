package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Worker as browsers see it. */
public final class WorkerView implements Shown {
    private final String runtimeId;
    private final String hostId;
    private final RuntimeView.Kind kind;
    private final WorkerRow row;
    private final List<Diagnostic> diagnostics;
    private volatile @Nullable RawValue text;

    private WorkerView(
            String runtimeId, String hostId, RuntimeView.Kind kind, WorkerRow row, List<Diagnostic> diagnostics) {
        this.runtimeId = runtimeId;
        this.hostId = hostId;
        this.kind = kind;
        this.row = row;
        this.diagnostics = List.copyOf(diagnostics);
    }

    public static WorkerView embedded(String runtimeId, String hostId, WorkerRow row) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        diagnostics.add(
                Diagnostic.info("embedded_runtime_projection", "This Worker belongs to the backend's own runtime."));
        WorkerExecution execution = row.execution();
        if (execution != null) {
            notes(execution, diagnostics);
        }
        return new WorkerView(runtimeId, hostId, RuntimeView.Kind.EMBEDDED, row, diagnostics);
    }

    public static WorkerView remote(String runtimeId, String hostId, WorkerRow row) {
        Diagnostic note =
                Diagnostic.info("remote_runtime_projection", "This Worker belongs to a runtime the backend asks.");
        return new WorkerView(runtimeId, hostId, RuntimeView.Kind.REMOTE, row, List.of(note));
    }

    public String runtimeId() {
        return runtimeId;
    }

    public String hostId() {
        return hostId;
    }

    public String workerId() {
        return row.workerId();
    }

    public WorkerRow row() {
        return row;
    }

    /** Whether it is at something just now. */
    public boolean isBusy() {
        WorkerExecution execution = row.execution();
        return row.status() == WorkerStatus.RUNNING
                && execution != null
                && execution.runState() == WorkerExecution.RunState.BUSY;
    }

    private static void notes(WorkerExecution execution, List<Diagnostic> diagnostics) {
        if (execution.backend() == WorkerExecution.Backend.STALE) {
            diagnostics.add(Diagnostic.warning(
                    "embedded_worker_execution_stale", "Nothing works behind this Worker since the last restart."));
        } else if (execution.backend() == WorkerExecution.Backend.UNCONNECTED) {
            diagnostics.add(
                    Diagnostic.warning("embedded_worker_execution_unconnected", "Nothing works behind this Worker."));
        }
        ExecutionResult last = execution.lastResult();
        if (last != null && last.operation() == ExecutionResult.Operation.SPAWN && !last.accepted()) {
            diagnostics.add(Diagnostic.error(
                    "embedded_worker_execution_spawn_rejected", "What was to work behind this Worker did not start."));
        }
    }

    @Override
    public ObjectNode json() {
        boolean embedded = kind == RuntimeView.Kind.EMBEDDED;
        ObjectNode json = Json.object()
                .put("runtime_id", runtimeId)
                .put("worker_id", workerId())
                .put("host_id", hostId)
                .put("label", Hint.of(workerId()))
                .put("role", row.role())
                .put("profile", row.profileLabel());
        json.putObject("workspace")
                .put("visibility", embedded ? "backend_internal" : "remote_runtime")
                .put("identity", "runtime_registry_worker");
        json.put("state", row.status().wire()).put("status", status()).put("last_seen_at", (@Nullable String) null);
        json.putObject("implementation")
                .put("kind", kind.wire())
                .put("display_hint", embedded ? "Worker inside the backend" : "Worker on a proxied runtime");
        json.putObject("capabilities")
                .put("can_accept_input", acceptsInput())
                .put("can_stop", stops())
                .put("can_spawn_followup", false);
        json.set("diagnostics", Diagnostic.json(diagnostics));
        return json;
    }

    @Override
    public void addTo(ArrayNode items) {
        if (kind == RuntimeView.Kind.EMBEDDED) {
            items.add(json()); // made for this one list
            return;
        }
        RawValue known = text;
        if (known == null) {
            known = new RawValue(new SerializedString(Json.text(json())));
            text = known;
        }
        items.addRawValue(known);
    }

    @Override
    public String toString() {
        return "WorkerView[" + runtimeId + "/" + workerId() + "]";
    }

    private String status() {
        WorkerExecution execution = row.execution();
        if (execution == null || row.status() != WorkerStatus.RUNNING) {
            return row.status().wire();
        }
        if (execution.backend() == WorkerExecution.Backend.STALE) {
            return "stale";
        }
        return execution.runState() == WorkerExecution.RunState.BUSY
                ? "running"
                : execution.runState().wire();
    }

    private boolean acceptsInput() {
        WorkerExecution execution = row.execution();
        return execution == null || (works(execution) && execution.runState() == WorkerExecution.RunState.IDLE);
    }

    private boolean stops() {
        WorkerExecution execution = row.execution();
        if (execution == null) {
            return kind == RuntimeView.Kind.REMOTE;
        }
        return works(execution)
                && (execution.runState() == WorkerExecution.RunState.IDLE
                        || execution.runState() == WorkerExecution.RunState.BUSY);
    }

    private boolean works(WorkerExecution execution) {
        ExecutionResult last = execution.lastResult();
        boolean refused = last != null
                && (last.outcome() == ExecutionResult.Outcome.REJECTED
                        || last.outcome() == ExecutionResult.Outcome.ERRORED
                        || last.outcome() == ExecutionResult.Outcome.UNSUPPORTED);
        return row.status() == WorkerStatus.RUNNING
                && execution.backend() == WorkerExecution.Backend.CONNECTED
                && !refused;
    }
}
